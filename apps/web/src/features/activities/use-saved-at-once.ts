import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { showAtOnce } from '../../lib/show-at-once.ts'
import { showToast } from '../../ui/toast.ts'

/** Settings without a button: a change is shown at once and saved; a failure is told, and puts back what stands. */
export function useSavedAtOnce<T>(
  queryKey: readonly unknown[],
  save: (settings: T) => Promise<T>,
): UseMutationResult<T, Error, T> {
  const client = useQueryClient()
  return useMutation({
    mutationFn: save,
    onMutate: next => showAtOnce(client, queryKey, () => next),
    onSuccess: saved => showAtOnce(client, queryKey, () => saved),
    onError: problem => {
      showToast({ message: `Not saved: ${problem.message}`, tone: 'problem' })
      void client.invalidateQueries({ queryKey })
    },
  })
}
