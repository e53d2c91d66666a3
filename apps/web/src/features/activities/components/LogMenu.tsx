import { ActionIcon, Menu } from '@mantine/core'
import { IconPhonePlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { outcomesQuery } from '../api.ts'
import { type LoggedLead, useLog } from '../use-log.ts'
import { LogChoices } from './LogChoices.tsx'

/** A call logged in two taps, where its lead stands in a list. Opens by itself: it is drawn when it is asked for. */
export function LogMenu({ lead, isTabStop = true }: { lead: LoggedLead; isTabStop?: boolean }) {
  const [isOpen, setOpen] = useState(false)
  const target = useRef<HTMLButtonElement>(null)
  const { isPending } = useQuery(outcomesQuery)
  // In the place of the button that asked for it, and with its focus, which comes back here when the menu closes.
  useEffect(() => target.current?.focus(), [])
  // Not before there is something to choose: what has the focus at first is what Enter chooses.
  useEffect(() => {
    if (!isPending) setOpen(true)
  }, [isPending])
  const log = useLog(lead)

  return (
    <Menu
      position="bottom-end"
      opened={isOpen}
      onChange={setOpen}
      trapFocus
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon
          ref={target}
          variant="subtle"
          size="sm"
          aria-label={`Log a call with ${lead.name}`}
          title="Log a call"
          tabIndex={isTabStop ? 0 : -1}
          aria-busy={log.isPending || undefined}
          // The row behind opens its lead.
          onClick={event => event.stopPropagation()}
        >
          <IconPhonePlus size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={event => event.stopPropagation()}>
        <LogChoices lead={lead} log={log} />
      </Menu.Dropdown>
    </Menu>
  )
}
