import { ActionIcon, Button, Drawer } from '@mantine/core'
import { IconSettings } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import { When } from '../../../ui/When.tsx'
import { markAllRead, type Notification, notificationsQuery, setRead } from '../notifications.ts'
import { notificationKeys } from '../unread.ts'
import classes from './NotificationPanel.module.css'

export interface NotificationPanelProps {
  isOpen: boolean
  onClose: () => void
}

type Which = 'all' | 'unread'

const WHICH: readonly { value: Which; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'unread', label: 'Unread' },
]

/** What the person was told, newest first; each leads to what it tells of. */
export function NotificationPanel({ isOpen, onClose }: NotificationPanelProps) {
  const client = useQueryClient()
  const [which, setWhich] = useState<Which>('all')
  const pages = useInfiniteQuery({ ...notificationsQuery(which === 'unread'), enabled: isOpen })
  const told = pages.data?.pages.flatMap(page => page.data) ?? []
  const refresh = () => void client.invalidateQueries({ queryKey: notificationKeys.all })
  const readAll = useMutation({ mutationFn: markAllRead, onSettled: refresh })
  const mark = useMutation({
    mutationFn: ({ id, read }: { id: number; read: boolean }) => setRead(id, read),
    onSettled: refresh,
  })

  return (
    <Drawer.Root opened={isOpen} onClose={onClose} position="right" size={400}>
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Header className={classes.head}>
          <Drawer.Title>Notifications</Drawer.Title>
          <div className={classes.deeds}>
            <Button
              size="sm"
              variant="subtle"
              disabled={told.every(one => one.read_at !== null)}
              loading={readAll.isPending}
              onClick={() => readAll.mutate()}
            >
              Mark all as read
            </Button>
            <ActionIcon
              component={Link}
              to="/settings/notifications"
              variant="subtle"
              aria-label="Choose what you are told"
              title="Choose what you are told"
              onClick={onClose}
            >
              <IconSettings size={16} stroke={1.75} aria-hidden />
            </ActionIcon>
            <Drawer.CloseButton aria-label="Close" />
          </div>
        </Drawer.Header>
        <Drawer.Body className={classes.body}>
          <div className={classes.which}>
            <ViewSwitch label="Which notifications" value={which} options={WHICH} onChange={setWhich} />
          </div>
          {pages.isPending && <SkeletonRows of="notifications" rows={6} />}
          {pages.isError && !pages.data && (
            <ErrorState error={pages.error} onRetry={() => void pages.refetch()} level={3} />
          )}
          {pages.isSuccess && told.length === 0 && (
            <EmptyState
              title={which === 'unread' ? 'Everything is read' : 'Nothing to tell you yet'}
              drawing="lamp"
              level={3}
            >
              You hear here when a follow-up is due, a lead becomes yours or a colleague names you.
            </EmptyState>
          )}
          <ul>
            {told.map(one => (
              <Line
                key={one.id}
                told={one}
                onOpen={() => {
                  if (one.read_at === null) mark.mutate({ id: one.id, read: true })
                  onClose()
                }}
                onToggle={() => mark.mutate({ id: one.id, read: one.read_at === null })}
              />
            ))}
          </ul>
          {pages.hasNextPage && (
            <Button size="sm" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              Show earlier
            </Button>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

interface LineProps {
  told: Notification
  onOpen: () => void
  onToggle: () => void
}

function Line({ told, onOpen, onToggle }: LineProps) {
  const isUnread = told.read_at === null
  return (
    <li className={classes.line} data-unread={isUnread || undefined}>
      <button
        type="button"
        className={classes.dot}
        aria-label={`${told.title}: mark as ${isUnread ? 'read' : 'unread'}`}
        title={isUnread ? 'Mark as read' : 'Mark as unread'}
        onClick={onToggle}
      />
      <Link to={told.path} className={classes.link} onClick={onOpen}>
        <span className={classes.title}>{told.title}</span>
        <span className={classes.time}>
          <When at={told.at} />
        </span>
      </Link>
    </li>
  )
}
