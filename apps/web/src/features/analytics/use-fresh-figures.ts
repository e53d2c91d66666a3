import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLive } from '../../lib/live.ts'
import { throttle } from '../../lib/throttle.ts'
import { reportKeys } from './api.ts'

/** However many leads move at once, figures are asked for at most this often. */
const PAUSE_MS = 5000

/** Asks for the figures anew when leads change or leave one's reach. */
export function useFreshFigures(): void {
  const queryClient = useQueryClient()
  const [refresh] = useState(() =>
    throttle(() => void queryClient.invalidateQueries({ queryKey: reportKeys.all }), PAUSE_MS),
  )
  useLive('lead', refresh)
  useLive('gone', refresh)
}
