import { ActionIcon } from '@mantine/core'
import { IconPhonePlus } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { LoggedLead } from '../use-log.ts'

const LogMenu = lazy(() => import('./LogMenu.tsx').then(part => ({ default: part.LogMenu })))

export interface LogButtonProps {
  lead: LoggedLead
  isTabStop?: boolean
}

/** Logs a call where its lead stands in a list. The menu is fetched when it is first asked for: a list carries no more than this. */
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
      // The row behind opens its lead.
      onClick={event => {
        event.stopPropagation()
        setAsked(true)
      }}
    >
      <IconPhonePlus size={16} stroke={1.75} aria-hidden />
    </ActionIcon>
  )
  if (!isAsked) return button
  return (
    <Suspense fallback={button}>
      <LogMenu lead={lead} isTabStop={isTabStop} />
    </Suspense>
  )
}
