import { useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../lib/live.ts'
import { activityKeys } from './api.ts'

/** Keeps timelines and follow-ups in step with what others do. */
export function useActivityRefresh(leadId?: number): void {
  const client = useQueryClient()
  useLive('lead', ({ lead, event }) => {
    if (leadId === undefined) {
      if (event.startsWith('follow_up.')) void client.invalidateQueries({ queryKey: activityKeys.followUps })
      return
    }
    if (lead.id !== leadId) return
    void client.invalidateQueries({ queryKey: activityKeys.timelines(leadId) })
    void client.invalidateQueries({ queryKey: activityKeys.followUps })
  })
}
