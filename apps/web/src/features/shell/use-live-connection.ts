import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { forgetDrafts } from '../../lib/drafts.ts'
import { useMe } from '../../lib/me.ts'

/** Keeps the page live as long as someone is signed in. Socket.IO is loaded once the first page stands. */
export function useLiveConnection(): void {
  const { id } = useMe()
  const router = useRouter()
  const queryClient = useQueryClient()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person needs another connection
  useEffect(() => {
    let isOver = false
    let end: (() => void) | undefined
    const signedOut = () => {
      forgetDrafts()
      queryClient.clear()
      void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } })
    }
    const start = async () => {
      const { connectLive } = await import('../../lib/live-connect.ts')
      if (!isOver) end = connectLive(signedOut)
    }
    const timer = setTimeout(() => void start(), 0)
    return () => {
      isOver = true
      clearTimeout(timer)
      end?.()
    }
  }, [id, queryClient, router])
}
