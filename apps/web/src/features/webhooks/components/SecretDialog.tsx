import { Button, CopyButton, TextInput } from '@mantine/core'
import { Dialog } from '../../../ui/Dialog.tsx'

export interface SecretDialogProps {
  secret: string
  /** Whether it is the first one of its webhook. */
  isNew?: boolean
  onClose: () => void
}

/** Shows a secret, this once. */
export function SecretDialog({ secret, isNew = false, onClose }: SecretDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Copy the secret"
      lead={`It is shown this once. The other side checks with it that messages are from here.${isNew ? '' : ' The one before signs too for 24 hours.'}`}
      actions={
        <>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button onClick={copy} data-autofocus>
                {copied ? 'Copied' : 'Copy secret'}
              </Button>
            )}
          </CopyButton>
          <Button variant="filled" onClick={onClose}>
            I have it
          </Button>
        </>
      }
    >
      <TextInput
        label="Secret"
        value={secret}
        readOnly
        onFocus={event => event.currentTarget.select()}
        description="As Standard Webhooks takes it."
      />
    </Dialog>
  )
}
