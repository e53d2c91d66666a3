import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { answer, api } from '../../lib/api.ts'
import { showToast } from '../../ui/toast.ts'

/** Ends the session on the server, then forgets what the browser knows. */
export function useSignOut() {
  const queryClient = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: () => answer(api.POST('/api/auth/sign-out', { body: {} })),
    onSuccess: async () => {
      await router.navigate({ to: '/sign-in' })
      queryClient.clear()
    },
    onError: error => showToast({ message: `Not signed out: ${error.message}`, tone: 'problem' }),
  })
}
