import { Button } from '@mantine/core'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '../../../lib/me.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { disableTotp, renewRecoveryCodes, secondFactorQuery } from './api.ts'
import { PasskeyList } from './PasskeyList.tsx'
import { ProofDialog } from './ProofDialog.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './SecondFactor.module.css'
import { SetUpSteps } from './SetUpSteps.tsx'

/** One's own second step of signing in: passkeys, codes of an app and recovery codes, set up, renewed, taken away. */
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
  const isOn = state.totp_since !== null || state.passkeys.length > 0

  return (
    <section className={classes.section} aria-labelledby="second-step">
      <div className={classes.status}>
        <h2 id="second-step" className={classes.title}>
          Second step
        </h2>
        {isOn && <Badge tone="green">On</Badge>}
        {state.is_needed && <Badge>Your role needs it</Badge>}
      </div>
      <p className={classes.say}>
        Besides your password, a passkey or a code of an app. Whoever learns your password cannot sign in with
        it alone.
      </p>
      <PasskeyList state={state} onChanged={changed} />
      <section className={classes.part} aria-labelledby="app-codes">
        <div className={classes.partHead}>
          <div className={classes.words}>
            <h3 id="app-codes" className={classes.title}>
              Authenticator app
            </h3>
            <p className={classes.say}>
              {state.totp_since ? (
                <>
                  A code of your app signs you in besides your password, set up{' '}
                  <When at={state.totp_since} isInSentence />.
                </>
              ) : (
                'A code that an app on your phone shows, besides your password.'
              )}
            </p>
          </div>
          {state.totp_since ? (
            <Button onClick={() => setOpen('off')}>Turn it off…</Button>
          ) : (
            open !== 'set-up' && <Button onClick={() => setOpen('set-up')}>Set it up</Button>
          )}
        </div>
        {open === 'set-up' && (
          <SetUpSteps
            state={state}
            onDone={() => {
              changed()
              showToast({ message: 'From now on you sign in with a code, too' })
            }}
            onCancel={close}
          />
        )}
      </section>
      {isOn && (
        <section className={classes.part} aria-labelledby="recovery">
          <div className={classes.partHead}>
            <div className={classes.words}>
              <h3 id="recovery" className={classes.title}>
                Recovery codes
              </h3>
              <p className={classes.say}>
                For when neither is at hand. {leftWords(state.recovery_codes_left)}
              </p>
            </div>
            <Button onClick={() => setOpen('codes')}>New recovery codes…</Button>
          </div>
        </section>
      )}
      {open === 'codes' && (
        <ProofDialog
          title="Make new recovery codes?"
          lead="The old ones stop working."
          deed="Make new codes"
          state={state}
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
          title="Turn the codes of your app off?"
          lead={offWords(state.passkeys.length > 0, state.is_needed)}
          deed="Turn off"
          isDangerous
          state={state}
          work={disableTotp}
          onDone={() => {
            changed()
            showToast({ message: 'The codes of your app are off' })
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

function offWords(hasPasskey: boolean, isNeeded: boolean): string {
  if (hasPasskey) return 'Your passkeys go on. Your other devices are signed out.'
  if (isNeeded)
    return 'Your role needs a second step: you set up another at once, on a new phone for instance.'
  return 'Your password alone will sign you in. Your other devices are signed out.'
}

function leftWords(left: number): string {
  if (left === 0) return 'No recovery codes are left: make new ones.'
  return left === 1 ? 'One recovery code is left.' : `${left} recovery codes are left.`
}
