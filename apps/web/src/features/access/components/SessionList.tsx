import { Button } from '@mantine/core'
import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge } from '../../../ui/Badge.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { type OwnSession, sessionsQuery } from '../api.ts'
import { endOtherSessions, endSession, type Proof, secondFactorQuery } from '../second-factor/api.ts'
import { ProofDialog } from '../second-factor/ProofDialog.tsx'
import classes from './SessionList.module.css'

/** "7 days", "36 hours". */
const spanWords = (hours: number) =>
  hours % 24 === 0
    ? hours === 24
      ? 'a day'
      : `${hours / 24} days`
    : hours === 1
      ? 'an hour'
      : `${hours} hours`

/** Where this person is signed in; each but the present one can be ended, by whoever shows again who they are. */
export function SessionList() {
  const { data } = useSuspenseQuery(sessionsQuery)
  const { data: state } = useSuspenseQuery(secondFactorQuery)
  const queryClient = useQueryClient()
  const [ending, setEnding] = useState<OwnSession | 'others' | null>(null)
  const ended = () => {
    showToast({
      message: ending === 'others' ? 'Signed out on all other devices' : 'Signed out on that device',
    })
    setEnding(null)
    void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
  }
  const end = (which: OwnSession | 'others', proof: Proof) =>
    which === 'others' ? endOtherSessions(proof) : endSession(which.id, proof)
  // Whoever comes from the firm's provider alone has nothing to show again.
  const canProve = state.has_password || state.passkeys.length > 0 || state.totp_since !== null
  const endUnproven = useMutation({
    mutationFn: (which: OwnSession | 'others') => end(which, {}),
    onMutate: setEnding,
    onSuccess: ended,
    onError: error => showToast({ message: `Not signed out: ${error.message}`, tone: 'problem' }),
  })
  const begin = (which: OwnSession | 'others') => (canProve ? setEnding(which) : endUnproven.mutate(which))
  return (
    <>
      <div className={classes.lead}>
        <p>
          Sign out where you no longer work, or where you do not know the device. Each ends by itself after{' '}
          {spanWords(data.idle_hours)} without use, and {spanWords(data.max_hours)} after signing in.
        </p>
        {data.data.length > 1 && (
          <Button size="sm" onClick={() => begin('others')}>
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
                <Button size="sm" onClick={() => begin(session)} aria-label={`Sign out ${session.device}`}>
                  Sign out
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {ending !== null && canProve && (
        <ProofDialog
          title={ending === 'others' ? 'Sign out all other devices?' : `Sign out ${ending.device}?`}
          lead="Show again that it is you. What was not saved there is lost."
          deed="Sign out"
          state={state}
          work={proof => end(ending, proof)}
          onDone={ended}
          onClose={() => setEnding(null)}
        />
      )}
    </>
  )
}
