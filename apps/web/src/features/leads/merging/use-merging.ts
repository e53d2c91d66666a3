import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { showToast } from '../../../ui/toast.ts'
import { leadKeys } from '../api.ts'
import { decidePair, type MergeChoice, mergeLeads, mergingKeys, type PairAnswer, undoMerge } from './api.ts'

const failed = (error: Error) =>
  showToast({ message: `This did not work: ${error.message}`, tone: 'problem' })

/** Everything that shows leads is asked for again: a merge touches lists, counts, pairs and pages. */
export const refreshLeads = (client: QueryClient) => client.invalidateQueries({ queryKey: ['leads'] })

/** Undoes a merge and says so. */
export function useUndoMerge() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (merge: { id: number }) => undoMerge(merge.id),
    onSuccess: ({ winner, loser }) => {
      void refreshLeads(client)
      showToast({ message: `${winner.name} and ${loser.name} are two leads again` })
    },
    onError: failed,
  })
}

/** Merges two leads; the toast offers the way back. `onMerged` is told which lead is left. */
export function useMergeLeads(onMerged: (winnerId: number) => void) {
  const client = useQueryClient()
  const undo = useUndoMerge()
  return useMutation({
    mutationFn: ({ choice }: { choice: MergeChoice; loserName: string }) => mergeLeads(choice),
    onSuccess: ({ lead, merge_id }, { choice, loserName }) => {
      client.removeQueries({ queryKey: leadKeys.one(choice.loser_id) })
      client.setQueryData(leadKeys.one(lead.id), lead)
      void refreshLeads(client)
      onMerged(lead.id)
      showToast({
        message: `${loserName} merged into ${lead.name}`,
        action: { label: 'Undo', run: () => undo.mutate({ id: merge_id }) },
      })
    },
    onError: failed,
  })
}

const SAID: Record<PairAnswer, string> = {
  not_duplicate: 'Kept as two leads, for good',
  household: 'Noted as one household',
  later: 'Put off for a week',
}

export interface PairDecision {
  first: number
  second: number
  decision: PairAnswer | null
}

/** Notes what somebody says of a pair; the toast takes it back. */
export function useDecidePair() {
  const client = useQueryClient()
  const decide = useMutation({
    mutationFn: ({ first, second, decision }: PairDecision) => decidePair(first, second, decision),
    onSuccess: (_answer, { first, second, decision }) => {
      void client.invalidateQueries({ queryKey: mergingKeys.pairs })
      for (const id of [first, second]) {
        void client.invalidateQueries({ queryKey: leadKeys.one(id) })
        void client.invalidateQueries({ queryKey: ['leads', 'duplicates-of', id] })
        void client.invalidateQueries({ queryKey: ['leads', 'household', id] })
      }
      if (decision === null) return showToast({ message: 'Back among the pairs to review' })
      showToast({
        message: SAID[decision],
        action: { label: 'Undo', run: () => decide.mutate({ first, second, decision: null }) },
      })
    },
    onError: failed,
  })
  return decide
}
