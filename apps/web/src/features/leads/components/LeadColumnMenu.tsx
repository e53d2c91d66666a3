import { Button, Popover } from '@mantine/core'
import { IconColumns } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import type { LeadColumnChoicesProps } from './LeadColumnChoices.tsx'

const LeadColumnChoices = lazy(() =>
  import('./LeadColumnChoices.tsx').then(part => ({ default: part.LeadColumnChoices })),
)

/** Which columns stand in the table, and in which order. */
export function LeadColumnMenu(props: LeadColumnChoicesProps) {
  return (
    <Popover position="bottom-end" width={264} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" size="sm" leftSection={<IconColumns size={16} stroke={1.75} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      {/* Around the dropdown, so that the focus moves in once there is something to take it. */}
      <Suspense fallback={null}>
        <Popover.Dropdown p={8} aria-label="Columns">
          <LeadColumnChoices {...props} />
        </Popover.Dropdown>
      </Suspense>
    </Popover>
  )
}
