import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { formatWhen } from '../../../lib/format-time.ts'
import { showToast } from '../../../ui/toast.ts'
import type { FollowUp } from '../activity.ts'
import { followUpsBetweenQuery, moveFollowUp, refreshActivities, type Whose } from '../api.ts'
import { addDays } from './calendar-days.ts'

/** The follow-ups of the days that are shown, and a way to move one: shown at once, put back when it is refused. */
export function useCalendar(whose: Whose, days: readonly Date[]) {
  const client = useQueryClient()
  const from = days[0] ?? new Date()
  const query = followUpsBetweenQuery(whose, from, addDays(days.at(-1) ?? from, 1))
  const result = useQuery(query)
  /** Changes a follow-up on the screen alone. */
  const show = (id: number, change: Partial<FollowUp>) =>
    client.setQueryData(
      query.queryKey,
      shown =>
        shown && { ...shown, data: shown.data.map(one => (one.id === id ? { ...one, ...change } : one)) },
    )
  const move = useMutation({
    mutationFn: ({ followUp, at }: { followUp: FollowUp; at: Date }) =>
      moveFollowUp(followUp.id, at.toISOString()),
    async onMutate({ followUp, at }) {
      await client.cancelQueries({ queryKey: query.queryKey })
      show(followUp.id, { due_at: at.toISOString() })
    },
    onSuccess(moved, { followUp }) {
      // Whoever edits it next does so on what it is now.
      show(followUp.id, { due_at: moved.due_at, version: moved.version })
      const refresh = () => refreshActivities(client, followUp.lead.id)
      refresh()
      showToast({
        message: `${followUp.lead.name}: ${formatWhen(moved.due_at)}`,
        action: { label: 'Undo', run: () => void moveFollowUp(followUp.id, followUp.due_at).then(refresh) },
      })
    },
    onError(problem, { followUp }) {
      showToast({ message: `Not moved: ${problem.message}`, tone: 'problem' })
      refreshActivities(client, followUp.lead.id)
    },
  })
  return {
    ...result,
    move(followUp: FollowUp, at: Date) {
      if (at.getTime() !== Date.parse(followUp.due_at)) move.mutate({ followUp, at })
    },
  }
}
