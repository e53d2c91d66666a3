import { ActionIcon } from '@mantine/core'
import { IconPhonePlus } from '@tabler/icons-react'
import { lazy, Suspense, startTransition, useState } from 'react'
import type { LoggedLead } from '../use-log.ts'

const fetchMenu = () => import('./LogMenu.tsx').then(part => ({ default: part.LogMenu }))
const LogMenu = lazy(fetchMenu)

export interface LogButtonProps {
  lead: LoggedLead
  isTabStop?: boolean
}

/** Logs a call where its lead stands in a list. The menu is fetched when the button is come upon: a list carries no more than this. */
export function LogButton({ lead, isTabStop = true }: LogButtonProps) {
  const [isAsked, setAsked] = useState(false)
  const button = (
    <ActionIcon
      variant="subtle"
      size="sm"
      aria-label={`Log a call with ${lead.name}`}
      title="Log a call"
      aria-haspopup="menu"
      tabIndex={isTabStop ? 0 : -1}
      onFocus={() => void fetchMenu()}
      onPointerEnter={() => void fetchMenu()}
      // The row behind opens its lead.
      onClick={event => {
        event.stopPropagation()
        // The button stays, with its focus, until the menu is there.
        startTransition(() => setAsked(true))
      }}
    >
      <IconPhonePlus size={16} stroke={1.75} aria-hidden />
    </ActionIcon>
  )
  return (
    <Suspense fallback={button}>{isAsked ? <LogMenu lead={lead} isTabStop={isTabStop} /> : button}</Suspense>
  )
}
