import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answer, api } from '../../../lib/api.ts'
import { formatClock } from '../../../lib/format-time.ts'
import { showToast } from '../../../ui/toast.ts'
import classes from './ViewBanner.module.css'

export interface ViewBannerProps {
  /** Name of the person, or of the role. */
  as: string
  isRole: boolean
  endsAt: string
}

/** On every page while somebody looks on as another: as whom, until when, and the way back. */
export function ViewBanner({ as, isRole, endsAt }: ViewBannerProps) {
  const queryClient = useQueryClient()
  const stop = useMutation({
    mutationFn: () => answer(api.DELETE('/crm/view-as')),
    // Nothing of what the other saw stays in the page.
    onSuccess: () => globalThis.location.assign('/'),
    onError: error => showToast({ message: error.message, tone: 'problem' }),
  })
  useEffect(() => {
    const left = Math.max(0, new Date(endsAt).getTime() - Date.now()) + 1000
    const timer = setTimeout(() => void queryClient.invalidateQueries(), left)
    return () => clearTimeout(timer)
  }, [endsAt, queryClient])
  return (
    <section className={classes.banner} aria-label="Viewing as">
      <p>
        You see OptimWalls as <span className={classes.who}>{isRole ? `the role ${as}` : as}</span> does, and
        change nothing{isRole && '; team and leads are your own'}. Until {formatClock(new Date(endsAt))}.
      </p>
      <Button size="sm" loading={stop.isPending} onClick={() => stop.mutate()}>
        Stop viewing
      </Button>
    </section>
  )
}
