import { Button } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import { isOffline, ProblemError } from '../lib/problem.ts'
import type { DrawingName } from './Drawing.tsx'
import { EmptyState } from './EmptyState.tsx'

/** How often a page without an answer asks again by itself. */
const RETRY_EVERY_MS = 5000

export interface ErrorStateProps {
  error: unknown
  /** Tries what failed again. */
  onRetry?: () => void
  level?: 1 | 2 | 3
}

/** Any failure in words, with the way on. Without an answer it tries again by itself, every few seconds and when the line comes back. */
export function ErrorState({ error, onRetry, level }: ErrorStateProps) {
  const { title, words, drawing } = describe(error)
  const retry = useEffectEvent(() => onRetry?.())
  useEffect(() => {
    if (!isOffline(error)) return
    const again = () => {
      if (document.visibilityState === 'visible') retry()
    }
    // The browser tells of its own line only, and sometimes a moment before anything goes through.
    const timer = setInterval(again, RETRY_EVERY_MS)
    window.addEventListener('online', again)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', again)
    }
  }, [error])
  return (
    <EmptyState
      title={title}
      drawing={drawing}
      level={level}
      actions={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      {words}
    </EmptyState>
  )
}

/** What to say of an error; its own detail where the server gave one for people. */
function describe(error: unknown): { title: string; words: string; drawing: DrawingName } {
  if (isOffline(error))
    return {
      title: 'No connection',
      words: 'The server does not answer. This page comes back by itself as soon as it does.',
      drawing: 'plug',
    }
  if (error instanceof ProblemError && error.status === 403)
    return {
      title: 'Your role does not open this page',
      words: 'Ask your admin for access if you need it for your work.',
      drawing: 'door',
    }
  if (error instanceof ProblemError && error.status === 404)
    return {
      title: 'Nothing here',
      words: 'It was deleted, moved to someone else, or the address is mistyped.',
      drawing: 'lamp',
    }
  if (error instanceof ProblemError && error.status < 500)
    return { title: error.problem.title, words: error.message, drawing: 'lamp' }
  return {
    title: 'This did not work',
    words: 'The fault is on our side and has been written down. What you saved is safe.',
    drawing: 'lamp',
  }
}
