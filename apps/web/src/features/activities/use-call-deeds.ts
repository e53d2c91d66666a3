import { IconPhoneCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type PageDeed, useOfferDeeds } from '../../lib/page-deeds.ts'
import { outcomesQuery } from './api.ts'
import { asksWhen, logSheet } from './log-sheet.ts'
import { proposedTime } from './next-times.ts'
import { type LoggedLead, useLog } from './use-log.ts'

/** Offers the outcomes of a call in the palette while the lead is open. */
export function useCallDeeds(lead: LoggedLead): void {
  const outcomes = useQuery(outcomesQuery).data
  const { mutate } = useLog(lead)
  const deeds = useMemo(
    () =>
      (outcomes ?? []).flatMap(({ type, label, next_minutes }): PageDeed[] => {
        if (type !== 'call') return []
        const run = () => {
          if (asksWhen(label)) return logSheet.open({ lead, outcome: label })
          const due = proposedTime(next_minutes, new Date())
          mutate({
            type: 'call',
            outcome: label,
            ...(due && { next: { due_at: due.toISOString(), kind: 'call', priority: 'normal' } }),
          })
        }
        return [
          {
            id: `log-${label}`,
            label: `Log a call: ${label.toLowerCase()}${asksWhen(label) ? '…' : ''}`,
            keywords: 'phoned',
            icon: IconPhoneCheck,
            run,
          },
        ]
      }),
    [outcomes, mutate, lead],
  )
  useOfferDeeds(deeds)
}
