import { Button, MultiSelect, Select, Switch, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { hasOptions, KIND_WORDS } from '../field-kinds.ts'
import type { CustomField } from '../setup.ts'
import { changeField, createField } from '../setup-api.ts'
import classes from './FieldDialog.module.css'
import { type EditedOption, FieldOptions } from './FieldOptions.tsx'

export interface FieldDialogProps {
  /** Null for a new one. */
  field: CustomField | null
  pipelines: readonly { id: number; name: string }[]
  onClose: () => void
  onSaved: () => void
}

const KINDS = Object.entries(KIND_WORDS).map(([value, label]) => ({ value, label }))

/** A field of the firm's own, new or changed. Its kind stays what it is. */
export function FieldDialog({ field, pipelines, onClose, onSaved }: FieldDialogProps) {
  const form = useId()
  const [label, setLabel] = useState(field?.label ?? '')
  const [kind, setKind] = useState<CustomField['kind']>(field?.kind ?? 'text')
  const [hint, setHint] = useState(field?.hint ?? '')
  const [isRequired, setRequired] = useState(field?.is_required ?? false)
  const [indexed, setIndexed] = useState<boolean | null>(field?.is_indexed ?? null)
  const [shownIn, setShownIn] = useState<string[]>(field?.pipeline_ids?.map(String) ?? [])
  const [options, setOptions] = useState<EditedOption[]>(() => field?.options.map(asEdited) ?? [])
  const isIndexed = indexed ?? kind !== 'text'

  const saving = useMutation({
    mutationFn: () => {
      const shared = {
        label: label.trim(),
        hint: hint.trim() || null,
        is_required: isRequired,
        is_indexed: isIndexed,
        pipeline_ids: shownIn.length > 0 ? shownIn.map(Number) : null,
      }
      const kept = options
        .filter(option => option.label.trim() !== '')
        .map(({ id: _id, label, ...option }) => ({ ...option, label: label.trim() }))
      if (field) return changeField(field.id, { ...shared, ...(hasOptions(kind) && { options: kept }) })
      const fresh = kept.map(({ label, color }) => ({ label, color }))
      return createField({ ...shared, kind, ...(hasOptions(kind) && { options: fresh }) })
    },
    onSuccess: onSaved,
  })
  const problem = saving.error
  const errorOf = (path: string) => (problem instanceof ProblemError ? problem.messageOf(path) : undefined)
  const other =
    problem && !errorOf('label')
      ? (problem instanceof ProblemError && problem.errors[0]?.message) || problem.message
      : null

  function submit(event: FormEvent) {
    event.preventDefault()
    if (label.trim() !== '') saving.mutate()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={field ? `Change ${field.label}` : 'Add a field'}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant="filled"
            loading={saving.isPending}
            disabled={!label.trim()}
          >
            {field ? 'Save field' : 'Add field'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        <TextInput
          label="Name"
          required
          maxLength={60}
          value={label}
          error={errorOf('label')}
          onChange={event => setLabel(event.currentTarget.value)}
          data-autofocus
        />
        <Select
          label="Kind"
          description={field ? 'Stays as it is: leads have values of this kind.' : undefined}
          data={KINDS}
          value={kind}
          allowDeselect={false}
          disabled={field !== null}
          onChange={next => setKind((next ?? 'text') as CustomField['kind'])}
        />
        {hasOptions(kind) && <FieldOptions field={field} options={options} onChange={setOptions} />}
        <TextInput
          label="Hint"
          description="One line under the field, for who fills it in."
          maxLength={200}
          value={hint}
          onChange={event => setHint(event.currentTarget.value)}
        />
        <MultiSelect
          label="Shown in"
          placeholder={shownIn.length > 0 ? undefined : 'All pipelines'}
          data={pipelines.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={shownIn}
          onChange={setShownIn}
        />
        <Switch
          label="Required for new leads"
          checked={isRequired}
          onChange={event => setRequired(event.currentTarget.checked)}
        />
        <Switch
          label="Filter and sort the list by it"
          description="Getting it ready takes some seconds, with very many leads some minutes."
          checked={isIndexed}
          onChange={event => setIndexed(event.currentTarget.checked)}
        />
        {other && (
          <p role="alert" className={classes.error}>
            {other}
          </p>
        )}
      </form>
    </Dialog>
  )
}

const asEdited = (option: CustomField['options'][number]): EditedOption => ({ ...option, id: option.value })
