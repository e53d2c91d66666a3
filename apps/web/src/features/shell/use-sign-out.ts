import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { answer, api } from '../../lib/api.ts'
import { forgetDrafts } from '../../lib/drafts.ts'
import { showToast } from '../../ui/toast.ts'

/** Ends the session on the server, then forgets what the browser knows of the person and their leads. */
export function useSignOut() {
  const queryClient = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: () => answer(api.POST('/api/auth/sign-out', { body: {} })),
    onSuccess: async () => {
      forgetDrafts()
      await router.navigate({ to: '/sign-in' })
      queryClient.clear()
    },
    onError: error => showToast({ message: `Not signed out: ${error.message}`, tone: 'problem' }),
  })
}
