import { Autocomplete, Button, Chip, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { AskedLoss } from '../../../lib/ask-loss.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { competitorsQuery, lostReasonsQuery } from '../api.ts'
import classes from './LossDialog.module.css'

/** Asks why leads got away, and to whom: the reports live on it. */
export function LossDialog({ asked }: { asked: AskedLoss | null }) {
  // As long as it closes, what was asked stays readable.
  const [last, setLast] = useState<{ asked: AskedLoss; count: number } | null>(asked && { asked, count: 0 })
  if (asked && asked !== last?.asked) setLast({ asked, count: (last?.count ?? 0) + 1 })
  return last && <LossForm key={last.count} asked={last.asked} isOpen={asked !== null} />
}

function LossForm({ asked: { whom, answer }, isOpen }: { asked: AskedLoss; isOpen: boolean }) {
  const form = useId()
  const reasons = useQuery(lostReasonsQuery).data?.data ?? []
  const competitors = useQuery(competitorsQuery).data ?? []
  const [reason, setReason] = useState('')
  const [competitor, setCompetitor] = useState('')
  const [note, setNote] = useState('')
  const [isTried, setTried] = useState(false)
  const isMany = /^\d/.test(whom)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    const [lost_reason, firm, said] = [reason.trim(), competitor.trim(), note.trim()]
    if (lost_reason !== '')
      answer({ lost_reason, ...(firm !== '' && { competitor: firm }), ...(said !== '' && { note: said }) })
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => answer(null)}
      title={`Why ${isMany ? 'were' : 'was'} ${whom} lost?`}
      lead="The firm learns from the reason. A lost lead can be reopened."
      actions={
        <>
          <Button variant="subtle" onClick={() => answer(null)}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled">
            Mark as lost
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        <Chip.Group value={reason} onChange={value => setReason(String(value))}>
          <div className={classes.reasons}>
            {reasons
              .filter(each => !each.is_retired)
              .map(({ id, label }) => (
                <Chip key={id} value={label} variant="outline">
                  {label}
                </Chip>
              ))}
          </div>
        </Chip.Group>
        <TextInput
          label="Reason"
          value={reason}
          maxLength={200}
          onChange={event => setReason(event.currentTarget.value)}
          error={isTried && reason.trim() === '' && 'Say in a few words why it was lost.'}
          data-autofocus
        />
        <Autocomplete
          label="Went to"
          placeholder="Which firm, if you know it"
          data={competitors}
          value={competitor}
          maxLength={100}
          limit={8}
          onChange={setCompetitor}
          openOnFocus={false}
        />
        <Textarea
          label="Note"
          placeholder="What the next one should know"
          value={note}
          maxLength={1000}
          minRows={2}
          autosize
          onChange={event => setNote(event.currentTarget.value)}
        />
      </form>
    </Dialog>
  )
}
