import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { hasPasskeys } from '../has-passkeys.ts'
import { type OwnPasskey, removePasskey, type SecondFactorState } from './api.ts'
import { AddPasskeyDialog, RenamePasskeyDialog } from './PasskeyDialogs.tsx'
import { ProofDialog } from './ProofDialog.tsx'
import classes from './SecondFactor.module.css'

export interface PasskeyListProps {
  state: SecondFactorState
  onChanged: () => void
}

type Open = { deed: 'add' } | { deed: 'rename' | 'remove'; passkey: OwnPasskey } | null

/** One's own passkeys: added, renamed, removed. */
export function PasskeyList({ state, onChanged }: PasskeyListProps) {
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const done = (message: string) => {
    close()
    onChanged()
    showToast({ message })
  }
  const isLast = state.passkeys.length === 1 && !state.totp_since
  return (
    <section className={classes.part} aria-labelledby="passkeys">
      <div className={classes.partHead}>
        <div className={classes.words}>
          <h3 id="passkeys" className={classes.title}>
            Passkeys
          </h3>
          <p className={classes.say}>
            {hasPasskeys()
              ? 'Sign in with your finger, face or PIN: there is no password to steal.'
              : 'This browser has no passkeys at this address.'}
          </p>
        </div>
        {hasPasskeys() && <Button onClick={() => setOpen({ deed: 'add' })}>Add a passkey…</Button>}
      </div>
      {state.passkeys.length > 0 && (
        <ul className={classes.list} aria-label="Your passkeys">
          {state.passkeys.map(passkey => (
            <li key={passkey.id} className={classes.item}>
              <IconFingerprint size={20} stroke={1.75} aria-hidden className={classes.icon} />
              <div className={classes.words}>
                <p className={classes.name}>{passkey.name}</p>
                <p className={classes.facts}>
                  Added <When at={passkey.created_at} isInSentence />
                  {passkey.last_used_at ? (
                    <>
                      {' · '}last used <When at={passkey.last_used_at} isInSentence />
                    </>
                  ) : (
                    ' · not used yet'
                  )}
                  {passkey.is_synced && ' · on all your devices'}
                </p>
              </div>
              <div className={classes.deeds}>
                <Button
                  size="sm"
                  variant="subtle"
                  onClick={() => setOpen({ deed: 'rename', passkey })}
                  aria-label={`Rename ${passkey.name}`}
                >
                  Rename
                </Button>
                <Button
                  size="sm"
                  variant="subtle"
                  onClick={() => setOpen({ deed: 'remove', passkey })}
                  aria-label={`Remove ${passkey.name}`}
                >
                  Remove
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {open?.deed === 'add' && (
        <AddPasskeyDialog
          state={state}
          onDone={() => done('The passkey is yours to sign in with')}
          onClose={close}
        />
      )}
      {open?.deed === 'rename' && (
        <RenamePasskeyDialog passkey={open.passkey} onDone={() => done('Renamed')} onClose={close} />
      )}
      {open?.deed === 'remove' && (
        <ProofDialog
          title={`Remove ${open.passkey.name}?`}
          lead={
            isLast
              ? 'It is your only second step: afterwards your password alone signs you in. Your other devices are signed out.'
              : 'It signs you in no more. Your other devices are signed out.'
          }
          deed="Remove"
          isDangerous
          state={state}
          work={proof => removePasskey(open.passkey.id, proof)}
          onDone={() => done(`${open.passkey.name} is removed`)}
          onClose={close}
        />
      )}
    </section>
  )
}
