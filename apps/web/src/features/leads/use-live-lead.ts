import type { LiveLead } from '@optimwalls/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../lib/live.ts'
import { leadKeys } from './api.ts'
import type { Lead } from './lead.ts'

/** Keeps one lead in step with what others do to it. A frame carries no contact details, so the lead is asked for again. */
export function useLiveLead(id: number): void {
  const client = useQueryClient()
  const refresh = () => {
    void client.invalidateQueries({ queryKey: leadKeys.one(id) })
    void client.invalidateQueries({ queryKey: leadKeys.history(id) })
  }
  useLive('lead', ({ lead, event }) => {
    if (lead.id === id && event.startsWith('lead.file_'))
      void client.invalidateQueries({ queryKey: ['activities', 'timeline', id] })
    const shown = client.getQueryData<Lead>(leadKeys.one(id))
    if (
      lead.id === id &&
      (!shown ||
        lead.version > shown.version ||
        lead.updated_at > shown.updated_at ||
        isElsewhere(lead, shown))
    )
      refresh()
  })
  useLive('gone', frame => {
    if (frame.id === id) refresh()
  })
}

/** Whether something was logged or planned with it meanwhile, or it was scored: that raises no version. */
const isElsewhere = (lead: LiveLead, shown: Lead) =>
  lead.last_activity_at !== shown.last_activity_at ||
  lead.next_activity_at !== shown.next_activity_at ||
  lead.response_due_at !== shown.response_due_at ||
  lead.score !== shown.score
