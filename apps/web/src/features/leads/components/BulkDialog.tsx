import { Button, MultiSelect, Select, TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { askLoss } from '../../../lib/ask-loss.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { peopleQuery, pipelinesQuery } from '../api.ts'
import type { BulkDeed } from '../bulk.ts'
import { LEAD_STATUSES, type LeadStatus, STATUS_WORDS } from '../lead.ts'
import { tagsQuery } from '../setup.ts'
import classes from './BulkDialog.module.css'
import { BulkEditFields } from './BulkEditFields.tsx'

export interface BulkDialogProps {
  action: BulkDeed['action']
  /** "12,431 leads". */
  leads: string
  error: Error | null
  isStarting: boolean
  onStart: (deed: BulkDeed) => void
  onClose: () => void
}

const TITLES: Record<BulkDeed['action'], (leads: string) => string> = {
  assign: leads => `Assign ${leads}`,
  move: leads => `Move ${leads}`,
  tag: leads => `Tag ${leads}`,
  edit: leads => `Change ${leads}`,
  delete: leads => `Delete ${leads}?`,
  restore: leads => `Bring back ${leads}`,
}

/** What a change still needs to be told before it begins. */
export function BulkDialog({ action, leads, error, isStarting, onStart, onClose }: BulkDialogProps) {
  const form = useId()
  const [deed, setDeed] = useState<BulkDeed | null>(action === 'delete' ? { action } : null)
  const [isLosing, setLosing] = useState(false)
  // The question for the reason takes this one's place.
  const [isAsking, setAsking] = useState(false)
  const title = TITLES[action](leads)
  const named = error instanceof ProblemError ? error.errors[0]?.message : undefined

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!deed) return
    if (!isLosing) return onStart(deed)
    setAsking(true)
    const loss = await askLoss(leads)
    setAsking(false)
    if (!loss) return setDeed(null)
    const { lost_reason, competitor, note } = loss
    onStart({ ...deed, lost_reason, ...(competitor && { competitor }), ...(note && { lost_note: note }) })
  }

  return (
    <Dialog
      isOpen={!isAsking}
      onClose={onClose}
      title={title}
      lead={action === 'delete' ? 'They can be brought back for 30 days, and this can be undone.' : undefined}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant="filled"
            color={action === 'delete' ? 'red' : undefined}
            loading={isStarting}
            disabled={!deed}
          >
            {action === 'delete' ? title.replace('?', '') : title}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={event => void submit(event)} className={classes.form}>
        {action === 'assign' && <AssignFields onDeed={setDeed} />}
        {action === 'move' && <MoveFields onDeed={setDeed} onLosing={setLosing} />}
        {action === 'tag' && <TagFields onDeed={setDeed} />}
        {action === 'edit' && <BulkEditFields onDeed={setDeed} />}
        {error && (
          <p role="alert" className={classes.error}>
            {named ?? error.message}
          </p>
        )}
      </form>
    </Dialog>
  )
}

interface FieldsProps {
  onDeed: (deed: BulkDeed | null) => void
}

function AssignFields({ onDeed }: FieldsProps) {
  const people = useQuery(peopleQuery).data ?? []
  return (
    <Select
      label="New owner"
      placeholder="Choose a colleague"
      data={[
        ...people.map(({ id, name }) => ({ value: String(id), label: name })),
        { value: 'none', label: 'Nobody yet' },
      ]}
      searchable
      data-autofocus
      openOnFocus={false}
      nothingFoundMessage="Nobody by that name."
      onChange={value =>
        onDeed(
          value === null ? null : { action: 'assign', assigned_to: value === 'none' ? null : Number(value) },
        )
      }
    />
  )
}

function MoveFields({ onDeed, onLosing }: FieldsProps & { onLosing: (isLosing: boolean) => void }) {
  const pipelines = useQuery(pipelinesQuery).data ?? []
  const [place, setPlace] = useState<string | null>(null)
  const stages = pipelines.flatMap(pipeline => pipeline.stages)

  function choose(next: string | null) {
    setPlace(next)
    const [kind, value = ''] = (next ?? '').split(' ')
    const category = kind === 'status' ? value : stages.find(stage => String(stage.id) === value)?.category
    onLosing(category === 'lost')
    if (!next) return onDeed(null)
    onDeed({
      action: 'move',
      ...(kind === 'status' ? { status: value as LeadStatus } : { stage_id: Number(value) }),
    })
  }

  return (
    <Select
      label="Where to"
      description="A status fits leads of every pipeline; a stage only those of its own."
      placeholder="Choose a status or a stage"
      data={[
        {
          group: 'Status',
          items: LEAD_STATUSES.filter(status => status !== 'converted').map(status => ({
            value: `status ${status}`,
            label: STATUS_WORDS[status],
          })),
        },
        ...pipelines.map(pipeline => ({
          group: pipeline.name,
          items: pipeline.stages
            .filter(stage => stage.category !== 'converted')
            .map(stage => ({ value: `stage ${stage.id}`, label: stage.name })),
        })),
      ]}
      value={place}
      data-autofocus
      openOnFocus={false}
      searchable
      onChange={choose}
    />
  )
}

function TagFields({ onDeed }: FieldsProps) {
  const known = (useQuery(tagsQuery).data ?? []).map(tag => tag.name)
  const [added, setAdded] = useState<string[]>([])
  const [removed, setRemoved] = useState<string[]>([])

  function tell(add: string[], remove: string[]) {
    setAdded(add)
    setRemoved(remove)
    const deed = {
      ...(add.length > 0 && { add_tags: add }),
      ...(remove.length > 0 && { remove_tags: remove }),
    }
    onDeed(Object.keys(deed).length > 0 ? { action: 'tag', ...deed } : null)
  }

  return (
    <>
      <TagsInput
        label="Add tags"
        placeholder={added.length > 0 ? undefined : 'Choose, or type a new one'}
        data={known}
        value={added}
        onChange={tags => tell(tags, removed)}
        maxTags={20}
        acceptValueOnBlur
        data-autofocus
        openOnFocus={false}
      />
      <MultiSelect
        label="Take tags off"
        placeholder={removed.length > 0 ? undefined : 'Choose tags'}
        data={known}
        value={removed}
        onChange={tags => tell(added, tags)}
        searchable
      />
    </>
  )
}
