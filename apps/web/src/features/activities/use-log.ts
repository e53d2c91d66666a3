import { useMutation, useQueryClient } from '@tanstack/react-query'
import { formatWhen } from '../../lib/format-time.ts'
import { showToast } from '../../ui/toast.ts'
import { type FollowUpDone, type NewActivity, TYPE_WORDS } from './activity.ts'
import {
  deleteActivity,
  deleteFollowUp,
  finishFollowUp,
  logActivity,
  refreshActivities,
  reopenFollowUp,
} from './api.ts'

/** The lead that is logged on. */
export interface LoggedLead {
  id: number
  name: string
}

const newKey = () => crypto.randomUUID()

/** Logs with a lead, with undo in the toast. */
export function useLog(lead: LoggedLead, onLogged?: () => void) {
  const client = useQueryClient()
  const refresh = () => refreshActivities(client, lead.id)
  return useMutation({
    mutationFn: (body: Omit<NewActivity, 'lead_id'>) => logActivity({ ...body, lead_id: lead.id }, newKey()),
    onSuccess: logged => {
      refresh()
      onLogged?.()
      const ended = logged.outcome ? `, ${logged.outcome.toLowerCase()}` : ''
      const next = logged.next ? `. Next: ${formatWhen(logged.next.due_at)}` : ''
      showToast({
        message: `${TYPE_WORDS[logged.type]} with ${lead.name} logged${ended}${next}`,
        action: {
          label: 'Undo',
          run: () => {
            const undone = [
              logged.completed ? reopenFollowUp(logged.completed.id) : deleteActivity(logged.id),
              ...(logged.next ? [deleteFollowUp(logged.next.id)] : []),
            ]
            void Promise.allSettled(undone).then(refresh)
          },
        },
      })
    },
    onError: error => showToast({ message: `Not logged: ${error.message}`, tone: 'problem' }),
  })
}

/** Finishes a follow-up, with undo in the toast. */
export function useFinish(lead: LoggedLead, onDone?: () => void) {
  const client = useQueryClient()
  const refresh = () => refreshActivities(client, lead.id)
  return useMutation({
    mutationFn: ({ id, body }: { id: number; body: FollowUpDone }) => finishFollowUp(id, body, newKey()),
    onSuccess: ({ follow_up, next }) => {
      refresh()
      onDone?.()
      const then = next ? `. Next: ${formatWhen(next.due_at)}` : ''
      showToast({
        message: `Done with ${lead.name}${then}`,
        action: {
          label: 'Undo',
          run: () => {
            const undone = [reopenFollowUp(follow_up.id), ...(next ? [deleteFollowUp(next.id)] : [])]
            void Promise.allSettled(undone).then(refresh)
          },
        },
      })
    },
    onError: error => {
      refresh()
      showToast({ message: error.message, tone: 'problem' })
    },
  })
}
