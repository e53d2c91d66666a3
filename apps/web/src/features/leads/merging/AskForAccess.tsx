import { Button, Popover, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import classes from './AskForAccess.module.css'
import { askForAccess, mergingKeys } from './api.ts'

export interface AskForAccessProps {
  askToken: string | null
  /** When this person asked, while they wait for an answer. */
  askedAt: string | null
  ownerName: string | undefined
}

/** Asks the owner of a lead that one does not see to hand it over. */
export function AskForAccess({ askToken, askedAt, ownerName }: AskForAccessProps) {
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: (token: string) => askForAccess(token, reason),
    onSuccess: () => {
      setOpen(false)
      void client.invalidateQueries({ queryKey: mergingKeys.requests })
      showToast({ message: `${ownerName ?? 'The manager'} is asked to hand the lead over` })
    },
    onError: error => showToast({ message: `This did not work: ${error.message}`, tone: 'problem' }),
  })
  const asked = askedAt ?? ask.data?.created_at
  if (asked) {
    return (
      <span className={classes.asked}>
        You asked <When at={asked} isInSentence />
      </span>
    )
  }
  if (askToken === null) return null
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <Button size="sm" className={classes.ask} aria-haspopup="dialog" onClick={() => setOpen(now => !now)}>
          Ask for access
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes.form}
          onSubmit={event => {
            event.preventDefault()
            ask.mutate(askToken)
          }}
        >
          <Textarea
            data-autofocus
            label="Why you should have this lead"
            placeholder="She called me about her kitchen"
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
          />
          <Button type="submit" variant="filled" size="sm" loading={ask.isPending}>
            Ask {ownerName?.split(' ')[0] ?? 'the manager'}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
