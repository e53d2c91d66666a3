import { Button, TextInput } from '@mantine/core'
import { PasswordField } from '../components/PasswordField.tsx'
import { textOf } from '../form-text.ts'
import { hasPasskeys } from '../has-passkeys.ts'
import { type Proof, proveByPasskey, type SecondFactorState } from './api.ts'
import { CodeField } from './CodeField.tsx'
import { messageOf } from './messages.ts'
import classes from './SecondFactor.module.css'

/** By what somebody shows again who they are; `none` where a password is all there is. */
export type ProofWay = 'passkey' | 'code' | 'recovery_code' | 'none'

/** The ways open to somebody, the easiest first. */
export function waysOf({ passkeys, totp_since }: SecondFactorState): ProofWay[] {
  const ways: ProofWay[] = []
  if (passkeys.length > 0 && hasPasskeys()) ways.push('passkey')
  if (totp_since) ways.push('code')
  return ways.length > 0 || passkeys.length > 0 ? [...ways, 'recovery_code'] : ['none']
}

/** What the form says, or the passkey that the person is asked for. */
export async function readProof(way: ProofWay, hasPassword: boolean, fields: FormData): Promise<Proof> {
  if (way === 'passkey') return proveByPasskey()
  const typed = way === 'none' ? {} : { [way]: textOf(fields, way).trim() }
  return hasPassword ? { password: textOf(fields, 'password'), ...typed } : typed
}

export interface ProofFieldsProps {
  way: ProofWay
  ways: readonly ProofWay[]
  onWay: (way: ProofWay) => void
  hasPassword: boolean
  error: Error | null
}

const OTHERWISE: Record<ProofWay, string> = {
  passkey: 'Use a passkey instead',
  code: 'Use a code of the app instead',
  recovery_code: 'Use a recovery code instead',
  none: '',
}

/** Password and second factor, asked for again, in a form. */
export function ProofFields({ way, ways, onWay, hasPassword, error }: ProofFieldsProps) {
  const others = ways.filter(each => each !== way)
  return (
    <>
      {way === 'passkey' ? (
        <p className={classes.say}>Your device asks for your finger, face or PIN.</p>
      ) : (
        hasPassword && (
          <PasswordField
            label="Your password"
            autoComplete="current-password"
            {...(messageOf(error, 'password') && { error: 'This is not your password.' })}
          />
        )
      )}
      {way === 'code' && (
        <CodeField
          error={messageOf(error, 'code') && 'The code is not right. Each works once: take the next one.'}
        />
      )}
      {way === 'recovery_code' && (
        <TextInput
          name="recovery_code"
          label="Recovery code"
          placeholder="abcde-fghjk"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          required
          withAsterisk={false}
          error={messageOf(error, 'recovery_code') && 'This is no code of yours, or it was used already.'}
        />
      )}
      {others.length > 0 && (
        <div className={classes.deeds}>
          {others.map(other => (
            <Button key={other} size="sm" variant="subtle" onClick={() => onWay(other)}>
              {OTHERWISE[other]}
            </Button>
          ))}
        </div>
      )}
    </>
  )
}

/** Whether one of the fields above says what is wrong. */
export const isOfField = (error: Error | null): boolean =>
  ['password', 'code', 'recovery_code'].some(path => messageOf(error, path) !== undefined)
