import { useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../lib/live.ts'
import { clientKeys } from './api.ts'

const FRESH: ReadonlySet<string> = new Set([
  'lead.converted',
  'lead.conversion_undone',
  'lead.client_people_chosen',
])

/** Asks for clients again when a lead becomes one, or is one no longer, or somebody else looks after it. */
export function useFreshClients(): void {
  const client = useQueryClient()
  useLive('lead', ({ event }) => {
    if (FRESH.has(event)) void client.invalidateQueries({ queryKey: clientKeys.all })
  })
}
