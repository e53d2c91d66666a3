import { Button } from '@mantine/core'
import { IconColumns } from '@tabler/icons-react'
import { lazy } from 'react'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { useOpener } from '../../../ui/use-opener.ts'
import type { LeadColumnChoicesProps } from './LeadColumnChoices.tsx'

const LeadColumnChoices = lazy(() =>
  import('./LeadColumnChoices.tsx').then(part => ({ default: part.LeadColumnChoices })),
)

/** Which columns stand in the table, and in which order. */
export function LeadColumnMenu(props: Omit<LeadColumnChoicesProps, 'over'>) {
  const { isOpen, button, over } = useOpener('dialog')
  return (
    <>
      <Button
        variant="subtle"
        size="sm"
        leftSection={<IconColumns size={16} stroke={1.75} aria-hidden />}
        {...button}
      >
        Columns
      </Button>
      <OnceOpened isOpen={isOpen}>
        <LeadColumnChoices {...props} over={over} />
      </OnceOpened>
    </>
  )
}
