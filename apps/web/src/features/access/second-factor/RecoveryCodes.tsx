import { Button, CopyButton } from '@mantine/core'
import classes from './SecondFactor.module.css'

export interface RecoveryCodesProps {
  codes: readonly string[]
  onDone: () => void
}

/** Recovery codes, shown this once: to copy or keep as a file. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const text = `Recovery codes for OptimWalls CRM. Each signs you in once without your app or passkey.\n\n${codes.join('\n')}\n`
  const download = () => {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = address
    link.download = 'optimwalls-recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <div className={classes.form}>
      <p className={classes.say}>
        Keep these codes where you keep passwords, not on the device that signs you in. Each signs you in once
        when neither app nor passkey is at hand. They are shown this once.
      </p>
      <ul className={classes.codes} aria-label="Recovery codes">
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.deeds}>
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy codes'}</Button>}
        </CopyButton>
        <Button onClick={download}>Download</Button>
        <Button variant="filled" onClick={onDone} autoFocus>
          I have kept them
        </Button>
      </div>
    </div>
  )
}
