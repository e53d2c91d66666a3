import { Button } from '@mantine/core'
import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Badge } from '../../../ui/Badge.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { endOtherSessions, endSession, sessionsQuery } from '../api.ts'
import classes from './SessionList.module.css'

/** Where this person is signed in; each but the present one can be ended. */
export function SessionList() {
  const { data } = useSuspenseQuery(sessionsQuery)
  const queryClient = useQueryClient()
  const end = useMutation({
    mutationFn: (id: number) => endSession(id),
    onSuccess: () => showToast({ message: 'Signed out on that device' }),
    onError: error => showToast({ message: `Not signed out: ${error.message}`, tone: 'problem' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
  const endOthers = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => showToast({ message: 'Signed out on all other devices' }),
    onError: error => showToast({ message: `Not signed out: ${error.message}`, tone: 'problem' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
  return (
    <>
      <div className={classes.lead}>
        <p>Sign out where you no longer work, or where you do not know the device.</p>
        {data.data.length > 1 && (
          <Button size="sm" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            Sign out all others
          </Button>
        )}
      </div>
      <ul className={classes.list}>
        {data.data.map(session => {
          const DeviceIcon = /Android|iPhone|iPad/.test(session.device) ? IconDeviceMobile : IconDeviceLaptop
          return (
            <li key={session.id} className={classes.session}>
              <DeviceIcon size={20} stroke={1.75} aria-hidden className={classes.icon} />
              <div className={classes.words}>
                <p className={classes.name}>{session.device}</p>
                <p className={classes.facts}>
                  {session.ip_address ?? 'Unknown address'} · last seen{' '}
                  <When at={session.last_seen_at} isInSentence />
                </p>
              </div>
              {session.current ? (
                <Badge tone="accent">This device</Badge>
              ) : (
                <Button
                  size="sm"
                  loading={end.isPending && end.variables === session.id}
                  onClick={() => end.mutate(session.id)}
                  aria-label={`Sign out ${session.device}`}
                >
                  Sign out
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
