import { Button } from '@mantine/core'
import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../../ui/Badge.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { deeds, type User, useDeed, userSessionsQuery } from './api.ts'
import classes from './Rows.module.css'

/** Where somebody is signed in; each can be ended. */
export function UserSessionList({ user }: { user: User }) {
  const { data } = useQuery(userSessionsQuery(user.id))
  const end = useDeed(deeds.endSession, { says: () => 'Signed out on that device' })
  const endAll = useDeed(deeds.endSessions, { says: () => `${user.name} is signed out everywhere` })
  const others = data?.data.filter(session => !session.current) ?? []
  return (
    <section className={classes.section} aria-labelledby="devices">
      <div className={classes.head}>
        <h2 id="devices" className={classes.title}>
          Signed-in devices
        </h2>
        {others.length > 1 && (
          <Button size="sm" loading={endAll.isPending} onClick={() => endAll.mutate(user.id)}>
            Sign out everywhere
          </Button>
        )}
      </div>
      {!data && <SkeletonRows of="devices" rows={2} />}
      {data && (
        <ul className={classes.list}>
          {data.data.map(session => {
            const DeviceIcon = /Android|iPhone|iPad/.test(session.device)
              ? IconDeviceMobile
              : IconDeviceLaptop
            return (
              <li key={session.id}>
                <div className={classes.row}>
                  <DeviceIcon size={20} stroke={1.75} aria-hidden style={{ color: 'var(--text-2)' }} />
                  <div className={classes.main}>
                    <span className={classes.name}>{session.device}</span>
                    <span className={classes.facts}>
                      {session.ip_address ?? 'Unknown address'} · last seen{' '}
                      <When at={session.last_seen_at} isInSentence />
                    </span>
                  </div>
                  {session.current ? (
                    <Badge tone="accent">This device</Badge>
                  ) : (
                    <Button
                      size="sm"
                      aria-label={`Sign out ${session.device}`}
                      onClick={() => end.mutate({ id: user.id, sessionId: session.id })}
                    >
                      Sign out
                    </Button>
                  )}
                </div>
              </li>
            )
          })}
          {data.data.length === 0 && <li className={classes.empty}>Not signed in anywhere.</li>}
        </ul>
      )}
    </section>
  )
}
