import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatWhen } from '../../../lib/format-time.ts'
import { useMe } from '../../../lib/me.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import { TYPE_WORDS } from '../activity.ts'
import { deleteFollowUp, planFollowUp, refreshActivities } from '../api.ts'
import { nextTimes } from '../next-times.ts'
import type { LoggedLead } from '../use-log.ts'
import { type FollowUpDraft, FollowUpFields } from './FollowUpFields.tsx'
import classes from './LogSheet.module.css'

export interface PlanDialogProps {
  lead: LoggedLead
  /** What is filled in from the start. */
  given?: Partial<Pick<FollowUpDraft, 'kind' | 'title' | 'due'>> | undefined
  isOpen: boolean
  onClose: () => void
}

/** Plans what is to be done with a lead. */
export function PlanDialog({ lead, given, isOpen, onClose }: PlanDialogProps) {
  const client = useQueryClient()
  const me = useMe()
  const [draft, setDraft] = useState<FollowUpDraft>(() => ({
    kind: 'call',
    title: '',
    due: nextTimes(new Date())[0]?.at ?? new Date(),
    repeat: '',
    priority: 'normal',
    who: me.id,
    ...given,
  }))
  const [key] = useState(() => crypto.randomUUID())
  const refresh = () => refreshActivities(client, lead.id)
  const { kind, title, due, repeat, priority, who } = draft
  const plan = useMutation({
    mutationFn: () =>
      planFollowUp(
        {
          lead_id: lead.id,
          kind,
          due_at: due.toISOString(),
          priority,
          assigned_to: who,
          ...(title.trim() && { title }),
          ...(repeat && { repeat }),
        },
        key,
      ),
    onSuccess: planned => {
      refresh()
      onClose()
      showToast({
        message: `${TYPE_WORDS[kind]} with ${lead.name} on ${formatWhen(planned.due_at)}`,
        action: { label: 'Undo', run: () => void deleteFollowUp(planned.id).then(refresh) },
      })
    },
  })
  const errorOf = (path: string) =>
    plan.error instanceof ProblemError ? plan.error.messageOf(path) : undefined

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Next step with ${lead.name}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" loading={plan.isPending} onClick={() => plan.mutate()}>
            Plan {TYPE_WORDS[kind] === 'WhatsApp' ? 'WhatsApp' : TYPE_WORDS[kind].toLowerCase()}
          </Button>
        </>
      }
    >
      <form
        className={classes.form}
        onSubmit={event => {
          event.preventDefault()
          plan.mutate()
        }}
      >
        <FollowUpFields draft={draft} onChange={setDraft} errorOf={errorOf} />
        {plan.error && !(plan.error instanceof ProblemError && plan.error.errors.length > 0) && (
          <p role="alert">{plan.error.message}</p>
        )}
      </form>
    </Dialog>
  )
}
