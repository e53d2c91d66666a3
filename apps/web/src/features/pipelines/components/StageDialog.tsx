import { Button, Checkbox, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import type { StageSettings } from '../board.ts'
import { EVIDENCE_LABELS } from '../evidence.ts'
import { FIELD_LABELS } from '../required-fields.ts'
import type { OpenCategory, SettingsChange, StageChange } from '../use-pipeline-settings.ts'
import type { StageTarget } from './PipelineSettings.tsx'
import classes from './StageDialog.module.css'

export interface StageDialogProps {
  target: StageTarget | null
  onClose: () => void
  onSave: (change: SettingsChange) => void
}

const CATEGORIES = [
  { value: 'new', label: 'New: nobody has spoken to them' },
  { value: 'contacted', label: 'Contacted: they are spoken to' },
  { value: 'qualified', label: 'Qualified: they mean to buy' },
]
const COLOURS = ['slate', 'blue', 'teal', 'green', 'amber', 'orange', 'red', 'purple'] as const
const options = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))
const FIELDS = options(FIELD_LABELS)
/** What only a conversion asks for. */
const PROOFS = options(EVIDENCE_LABELS)

/** Everything that can be said of a stage. */
export function StageDialog({ target, onClose, onSave }: StageDialogProps) {
  const [last, setLast] = useState(target)
  if (target && target !== last) setLast(target)
  if (!last) return null
  return (
    <StageForm
      key={`${last.pipeline.id} ${last.stage?.id}`}
      target={last}
      isOpen={target !== null}
      onClose={onClose}
      onSave={onSave}
    />
  )
}

type StageFormProps = Omit<StageDialogProps, 'target'> & { target: StageTarget; isOpen: boolean }

function StageForm({ target, isOpen, onClose, onSave }: StageFormProps) {
  const { pipeline, stage } = target
  const form = useId()
  const [values, setValues] = useState<StageChange>(() => valuesOf(stage))
  const [isTried, setTried] = useState(false)
  const set = (change: StageChange) => setValues(now => ({ ...now, ...change }))
  const isEnd = stage?.category === 'converted' || stage?.category === 'lost'
  const others = pipeline.stages.filter(one => one.id !== stage?.id && one.category !== 'lost')

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    const name = values.name?.trim() ?? ''
    if (name === '') return
    if (stage === null)
      onSave({ kind: 'add-stage', id: pipeline.id, name, category: values.category ?? 'contacted' })
    else {
      const change = changedOf(stage, { ...values, name })
      if (Object.keys(change).length > 0)
        onSave({ kind: 'change-stage', id: pipeline.id, stageId: stage.id, change })
    }
    onClose()
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      isWide
      title={stage ? stage.name : `Add a stage to ${pipeline.name}`}
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled">
            {stage ? 'Save stage' : 'Add stage'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        <TextInput
          label="Name"
          value={values.name ?? ''}
          maxLength={100}
          error={isTried && !values.name?.trim() && 'Give the stage a name.'}
          onChange={event => set({ name: event.currentTarget.value })}
          data-autofocus
        />
        {!isEnd && (
          <Select
            label="What it amounts to"
            data={CATEGORIES}
            value={values.category ?? 'contacted'}
            allowDeselect={false}
            onChange={value => set({ category: (value ?? 'contacted') as OpenCategory })}
          />
        )}
        {stage && (
          <>
            <Select
              label="Colour"
              placeholder="That of its category"
              data={COLOURS.map(colour => ({
                value: colour,
                label: colour[0]?.toUpperCase() + colour.slice(1),
              }))}
              value={values.colour ?? null}
              clearable
              onChange={value => set({ colour: COLOURS.find(colour => colour === value) ?? null })}
            />
            {!isEnd && (
              <NumberInput
                label="How many of 100 such leads are won"
                value={values.win_probability ?? 0}
                min={0}
                max={100}
                allowDecimal={false}
                suffix=" %"
                onChange={value => set({ win_probability: Number(value) })}
              />
            )}
            {!isEnd && (
              <NumberInput
                label="Stale after"
                placeholder="Never"
                value={values.stale_after_days ?? ''}
                min={1}
                max={365}
                allowDecimal={false}
                suffix=" days"
                onChange={value => set({ stale_after_days: value === '' ? null : Number(value) })}
              />
            )}
            <MultiSelect
              className={classes.wide}
              label="To enter it, a lead needs"
              placeholder={values.required_fields?.length ? '' : 'Nothing'}
              data={stage.category === 'converted' ? [...FIELDS, ...PROOFS] : FIELDS}
              value={values.required_fields ?? []}
              onChange={fields => set({ required_fields: fields })}
              searchable
            />
            <MultiSelect
              className={classes.wide}
              label="From here it may go to"
              placeholder={values.next_stage_ids === null ? 'Any stage' : ''}
              data={others.map(one => ({ value: String(one.id), label: one.name }))}
              value={(values.next_stage_ids ?? []).map(String)}
              onChange={ids => set({ next_stage_ids: ids.length === 0 ? null : ids.map(Number) })}
            />
            <Checkbox
              className={classes.wide}
              label="Entering takes a few words"
              checked={values.note_required ?? false}
              onChange={event => set({ note_required: event.currentTarget.checked })}
            />
            {!isEnd && (
              <Checkbox
                className={classes.wide}
                label="A new lead comes here when it is first reached"
                checked={values.enter_on_first_contact ?? false}
                onChange={event => set({ enter_on_first_contact: event.currentTarget.checked })}
              />
            )}
          </>
        )}
      </form>
    </Dialog>
  )
}

function valuesOf(stage: StageSettings | null): StageChange {
  if (!stage) return { name: '', category: 'contacted' }
  const { name, category, colour, win_probability, stale_after_days } = stage
  const { enter_on_first_contact, required_fields, next_stage_ids, note_required } = stage
  const rules = { enter_on_first_contact, required_fields, next_stage_ids, note_required }
  const open = category === 'converted' || category === 'lost' ? {} : { category }
  return { name, colour, win_probability, stale_after_days, ...rules, ...open }
}

/** Only what was changed is sent. */
function changedOf(stage: StageSettings, values: StageChange): StageChange {
  const before = valuesOf(stage)
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof StageChange]),
    ),
  )
}
