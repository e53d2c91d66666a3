import { useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../lib/live.ts'
import { clientKeys } from './api.ts'

/** Asks for clients again when a lead becomes one, or is one no longer. */
export function useFreshClients(): void {
  const client = useQueryClient()
  useLive('lead', ({ event }) => {
    if (event === 'lead.converted' || event === 'lead.conversion_undone')
      void client.invalidateQueries({ queryKey: clientKeys.all })
  })
}
