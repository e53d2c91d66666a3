import { Button } from '@mantine/core'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '../../../lib/me.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { disableSecondFactor, renewRecoveryCodes, secondFactorQuery } from './api.ts'
import { ProofDialog } from './ProofDialog.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './SecondFactor.module.css'
import { SetUpSteps } from './SetUpSteps.tsx'

/** One's own second step of signing in: set up, renewed, taken away. */
export function SecondFactorSettings() {
  const { data: state } = useSuspenseQuery(secondFactorQuery)
  const queryClient = useQueryClient()
  const [open, setOpen] = useState<'set-up' | 'codes' | 'off' | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const close = () => setOpen(null)
  const changed = () => {
    close()
    void queryClient.invalidateQueries({ queryKey: secondFactorQuery.queryKey })
    void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
  }

  return (
    <section className={classes.section} aria-labelledby="second-step">
      <div className={classes.status}>
        <h2 id="second-step" className={classes.title}>
          Second step
        </h2>
        {state.totp_since && <Badge tone="green">On</Badge>}
        {state.is_needed && <Badge>Your role needs it</Badge>}
      </div>
      {!state.totp_since && (
        <>
          <p className={classes.say} style={{ marginBottom: 16 }}>
            Besides your password, a code that an app on your phone shows. Whoever learns your password cannot
            sign in with it alone.
          </p>
          {open === 'set-up' ? (
            <SetUpSteps
              hasPassword={state.has_password}
              onDone={() => {
                changed()
                showToast({ message: 'From now on you sign in with a code, too' })
              }}
              onCancel={close}
            />
          ) : (
            <Button variant="filled" onClick={() => setOpen('set-up')}>
              Set it up
            </Button>
          )}
        </>
      )}
      {state.totp_since && (
        <>
          <p className={classes.say} style={{ marginBottom: 16 }}>
            You sign in with your password and a code of your app, set up{' '}
            <When at={state.totp_since} isInSentence />. {leftWords(state.recovery_codes_left)}
          </p>
          <div className={classes.deeds}>
            <Button onClick={() => setOpen('codes')}>New recovery codes…</Button>
            <Button onClick={() => setOpen('off')}>Turn it off…</Button>
          </div>
        </>
      )}
      {open === 'codes' && (
        <ProofDialog
          title="Make new recovery codes?"
          lead="The old ones stop working."
          deed="Make new codes"
          hasPassword={state.has_password}
          work={renewRecoveryCodes}
          onDone={answer => {
            changed()
            setCodes(answer.recovery_codes)
          }}
          onClose={close}
        />
      )}
      {open === 'off' && (
        <ProofDialog
          title="Turn the second step off?"
          lead={
            state.is_needed
              ? 'Your role needs one: you set up another at once, on a new phone for instance.'
              : 'Your password alone will sign you in. Your other devices are signed out.'
          }
          deed="Turn off"
          isDangerous
          hasPassword={state.has_password}
          work={disableSecondFactor}
          onDone={() => {
            changed()
            showToast({ message: 'The second step is off' })
          }}
          onClose={close}
        />
      )}
      {codes && (
        <Dialog isOpen onClose={() => setCodes(null)} title="Your new recovery codes">
          <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
        </Dialog>
      )}
    </section>
  )
}

function leftWords(left: number): string {
  if (left === 0) return 'No recovery codes are left: make new ones.'
  return left === 1 ? 'One recovery code is left.' : `${left} recovery codes are left.`
}
