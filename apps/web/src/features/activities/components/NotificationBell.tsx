import { ActionIcon } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { useLive } from '../../../lib/live.ts'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { notificationKeys, unreadQuery } from '../unread.ts'
import classes from './NotificationBell.module.css'

const NotificationPanel = lazy(() =>
  import('./NotificationPanel.tsx').then(part => ({ default: part.NotificationPanel })),
)

/** How much is unread; opens the notification centre. */
export function NotificationBell() {
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const unread = useQuery(unreadQuery).data?.unread ?? 0
  useLive('notification', () => void client.invalidateQueries({ queryKey: notificationKeys.all }))
  const words = unread === 0 ? 'Notifications' : `Notifications, ${unread >= 100 ? 'over 99' : unread} unread`
  return (
    <>
      <ActionIcon
        variant="subtle"
        className={classes.bell}
        aria-label={words}
        title="Notifications"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <IconBell size={16} stroke={1.75} aria-hidden />
        {unread > 0 && <span className={classes.count}>{unread >= 100 ? '99+' : unread}</span>}
      </ActionIcon>
      <OnceOpened isOpen={isOpen}>
        <NotificationPanel isOpen={isOpen} onClose={() => setOpen(false)} />
      </OnceOpened>
    </>
  )
}
