import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { outcomesQuery } from '../api.ts'
import { asksWhen, logSheet } from '../log-sheet.ts'
import { proposedTime } from '../next-times.ts'
import type { LoggedLead, useLog } from '../use-log.ts'

export interface LogChoicesProps {
  lead: LoggedLead
  log: ReturnType<typeof useLog>
}

/** How a call went, in a menu: chosen is logged. */
export function LogChoices({ lead, log }: LogChoicesProps) {
  const { data: outcomes = [] } = useQuery(outcomesQuery)

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
    <>
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
    </>
  )
}
