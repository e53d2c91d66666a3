import { ActionIcon, Menu } from '@mantine/core'
import { IconPhonePlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { outcomesQuery } from '../api.ts'
import { asksWhen, logSheet } from '../log-sheet.ts'
import { proposedTime } from '../next-times.ts'
import { type LoggedLead, useLog } from '../use-log.ts'

/** A call logged in two taps, where its lead stands in a list. Stands open: it is drawn when it is asked for. */
export function LogMenu({ lead, isTabStop = true }: { lead: LoggedLead; isTabStop?: boolean }) {
  const [isOpen, setOpen] = useState(true)
  const { data: outcomes = [] } = useQuery({ ...outcomesQuery, enabled: isOpen })
  const log = useLog(lead)

  function choose(label: string, minutes: number | null) {
    if (asksWhen(label)) return logSheet.open({ lead, outcome: label })
    const due = proposedTime(minutes, new Date())
    log.mutate({
      type: 'call',
      outcome: label,
      ...(due && { next: { due_at: due.toISOString(), kind: 'call', priority: 'normal' } }),
    })
  }

  return (
    <Menu position="bottom-end" opened={isOpen} onChange={setOpen} trapFocus>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size="sm"
          aria-label={`Log a call with ${lead.name}`}
          title="Log a call"
          tabIndex={isTabStop ? 0 : -1}
          loading={log.isPending}
          // The row behind opens its lead.
          onClick={event => event.stopPropagation()}
        >
          <IconPhonePlus size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={event => event.stopPropagation()}>
        <Menu.Label>Called {lead.name}</Menu.Label>
        {outcomes
          .filter(({ type }) => type === 'call')
          .map(({ id, label, next_minutes }) => (
            <Menu.Item key={id} onClick={() => choose(label, next_minutes)}>
              {asksWhen(label) ? `${label}…` : label}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item onClick={() => logSheet.open({ lead })}>With a note…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
