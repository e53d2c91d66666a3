import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Spot } from '../../../ui/Spot.tsx'
import { outcomesQuery } from '../api.ts'
import { type LoggedLead, useLog } from '../use-log.ts'
import { LogChoices } from './LogChoices.tsx'

export interface CardLogMenuProps {
  lead: LoggedLead
  /** The button of the card that it hangs on, and that has the focus afterwards. */
  anchor: HTMLElement
  onClose: () => void
}

/** A call logged in two taps from a card of the board. One for the whole board. */
export function CardLogMenu({ lead, anchor, onClose }: CardLogMenuProps) {
  const { isPending } = useQuery(outcomesQuery)
  const log = useLog(lead)
  const close = () => {
    onClose()
    anchor.focus()
  }
  return (
    <Menu
      // Not before there is something to choose: what has the focus at first is what Enter chooses.
      opened={!isPending}
      onClose={close}
      position="bottom-end"
      returnFocus={false}
      trapFocus
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Spot over={anchor} />
      </Menu.Target>
      <Menu.Dropdown maw="min(320px, calc(100vw - 16px))" aria-label={`Log a call with ${lead.name}`}>
        <LogChoices lead={lead} log={log} />
      </Menu.Dropdown>
    </Menu>
  )
}
