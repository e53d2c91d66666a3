import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import {
  type Bulk,
  type ConvertMany,
  columnsOf,
  convertMany,
  isComplete,
  type ManyChecklist,
  manyChecklistQuery,
  type Selection,
  type Typed,
  toConvert,
} from '../convert-many.ts'
import { checkWords, leadsWords } from '../convert-many-words.ts'
import classes from './ConvertManyDialog.module.css'
import { ConvertManyTable } from './ConvertManyTable.tsx'

export interface ConvertManyDialogProps {
  selection: Selection
  onClose: () => void
  onStarted: (bulk: Bulk) => void
}

/** Makes clients of many leads: how many are ready, what each of the others still lacks, to be filled in here. */
export function ConvertManyDialog({ selection, onClose, onStarted }: ConvertManyDialogProps) {
  const form = useId()
  const key = useRef(crypto.randomUUID())
  const check = useQuery(manyChecklistQuery(selection))
  const [typed, setTyped] = useState<ReadonlyMap<number, Typed>>(new Map())
  const [note, setNote] = useState('')
  const start = useMutation({
    mutationFn: (body: ConvertMany) => convertMany(body, key.current),
    onSuccess: onStarted,
    // After an answer the next try is another change.
    onSettled: (_bulk, error) => {
      if (!error || 'status' in error) key.current = crypto.randomUUID()
    },
  })

  const told = check.data
  const columns = told ? columnsOf(told.leads, typed) : []
  const filled = told?.leads.filter(lead => isComplete(lead, typed.get(lead.lead_id) ?? {})).length ?? 0
  // Those that were not shown may be complete by now; what is not is told afterwards.
  const going = (told?.ready ?? 0) + filled
  const lacksNote = told?.asks_note === true && note.trim() === ''
  const sent = told && toConvert(selection, told, typed)
  const { said, errors } = problemOf(start.error, start.variables)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!sent || going === 0 || lacksNote || start.isPending) return
    start.mutate({ ...sent, ...(told.asks_note && { note: note.trim() }) })
  }
  function set(leadId: number, path: string, value: string) {
    if (start.error) start.reset()
    setTyped(now => new Map(now).set(leadId, { ...now.get(leadId), [path]: value }))
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={Math.min(1080, Math.max(520, 220 + columns.length * 168))}
      title={told ? `Make ${leadsWords(told.total - told.already)} clients?` : 'Make these leads clients?'}
      lead={told ? checkWords(told) : 'Looking at the checklist of each lead…'}
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            {told && going === 0 ? 'Close' : 'Cancel'}
          </Button>
          <Button
            type="submit"
            form={form}
            variant="filled"
            loading={start.isPending}
            disabled={going === 0 || lacksNote}
          >
            {going === 0 ? 'Convert' : `Convert ${leadsWords(going)}`}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        {check.isPending && <SkeletonRows of="leads" rows={3} />}
        {check.isError && <ErrorState error={check.error} onRetry={() => void check.refetch()} />}
        {told && told.leads.length > 0 && (
          <ConvertManyTable leads={told.leads} columns={columns} typed={typed} errors={errors} onType={set} />
        )}
        {told && told.lacking > told.leads.length && (
          <p className={classes.more}>
            These are the first {told.leads.length}. The others stay as they are, and are listed afterwards.
          </p>
        )}
        {told?.asks_note && (
          <Textarea
            label="A few words"
            description="Kept with each of them."
            value={note}
            maxLength={1000}
            minRows={2}
            autosize
            onChange={event => setNote(event.currentTarget.value)}
          />
        )}
        {told && <Refusals of={told} />}
        {said && (
          <p role="alert" className={classes.error}>
            {said}
          </p>
        )}
      </form>
    </Dialog>
  )
}

function Refusals({ of: { refused, refusals } }: { of: ManyChecklist }) {
  if (refused === 0) return null
  return (
    <details className={classes.refused}>
      <summary>{leadsWords(refused)} cannot become clients now</summary>
      <ul>
        {refusals.map(({ lead_id, name, reason }) => (
          <li key={lead_id}>
            <b>{name}</b> {reason}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What was refused, at the field of the lead where it can be mended, else in words. */
function problemOf(error: Error | null, sent: ConvertMany | undefined) {
  const errors = new Map<string, string>()
  if (!error) return { said: null, errors }
  const named = error instanceof ProblemError ? error.errors : []
  for (const { path, message } of named) {
    const [, index = '', part = ''] = /^given\.(\d+)\.(.+)$/.exec(path) ?? []
    const lead = sent?.given?.[Number(index)]
    if (index !== '' && lead) errors.set(`${lead.lead_id} ${part}`, message)
  }
  const said = errors.size > 0 && errors.size === named.length ? null : (named[0]?.message ?? error.message)
  return { said, errors }
}
