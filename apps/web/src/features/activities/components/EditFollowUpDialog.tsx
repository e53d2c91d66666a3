import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { formatWhen } from '../../../lib/format-time.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import type { FollowUp, FollowUpEdit } from '../activity.ts'
import { editFollowUp, refreshActivities } from '../api.ts'
import { logSheet } from '../log-sheet.ts'
import { type FollowUpDraft, FollowUpFields } from './FollowUpFields.tsx'
import classes from './LogSheet.module.css'

export interface EditFollowUpDialogProps {
  followUp: FollowUp
  isOpen: boolean
  onClose: () => void
}

/** Changes what is planned: only what was touched is sent, so that a colleague's change of something else stays. */
export function EditFollowUpDialog({ followUp, isOpen, onClose }: EditFollowUpDialogProps) {
  const client = useQueryClient()
  const { id, lead, version } = followUp
  const [draft, setDraft] = useState<FollowUpDraft>(() => ({
    kind: followUp.kind,
    title: followUp.title ?? '',
    due: new Date(followUp.due_at),
    repeat: followUp.repeat ?? '',
    priority: followUp.priority,
    who: followUp.assigned_to.id,
  }))
  const change = changeOf(followUp, draft)
  const refresh = () => refreshActivities(client, lead.id)
  const save = useMutation({
    mutationFn: () => editFollowUp(id, change, version),
    onSuccess: saved => {
      refresh()
      onClose()
      showToast({ message: `${lead.name}: ${formatWhen(saved.due_at)}` })
    },
    onError: refresh,
  })
  const submit = () => (Object.keys(change).length === 0 ? onClose() : save.mutate())
  const errorOf = (path: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(path) : undefined

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Follow-up with ${lead.name}`}
      lead={
        <Link to="/leads/$leadId" params={{ leadId: String(lead.id) }} className={classes.link}>
          Open the lead
        </Link>
      }
      actions={
        <>
          <Button
            onClick={() => {
              onClose()
              logSheet.open({ lead, followUp })
            }}
          >
            Done…
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" loading={save.isPending} onClick={submit}>
            Save
          </Button>
        </>
      }
    >
      <form
        className={classes.form}
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <FollowUpFields draft={draft} onChange={setDraft} errorOf={errorOf} presentRepeat={followUp.repeat} />
        {save.error && !(save.error instanceof ProblemError && save.error.errors.length > 0) && (
          <p role="alert">{save.error.message}</p>
        )}
      </form>
    </Dialog>
  )
}

function changeOf(followUp: FollowUp, draft: FollowUpDraft): FollowUpEdit {
  const title = draft.title.trim() || null
  const repeat = draft.repeat || null
  // The field shows minutes: what is due at 10:30:20 and left alone stays so.
  const isMoved = Math.abs(draft.due.getTime() - Date.parse(followUp.due_at)) >= 60_000
  return {
    ...(draft.kind !== followUp.kind && { kind: draft.kind }),
    ...(title !== followUp.title && { title }),
    ...(isMoved && { due_at: draft.due.toISOString() }),
    ...(repeat !== followUp.repeat && { repeat }),
    ...(draft.priority !== followUp.priority && { priority: draft.priority }),
    ...(draft.who !== followUp.assigned_to.id && { assigned_to: draft.who }),
  }
}
