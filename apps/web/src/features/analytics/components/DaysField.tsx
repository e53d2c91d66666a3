import { DayField } from '../../../ui/DayField.tsx'
import type { Range } from '../report-search.ts'
import classes from './ReportsPage.module.css'

export interface DaysFieldProps {
  days: Range
  /** What its two fields are called, for readers. */
  labels: readonly [first: string, last: string]
  onDays: (days: Range) => void
}

/** A first and a last day. What would not be a range is not taken over. */
export function DaysField({ days, labels, onDays }: DaysFieldProps) {
  return (
    <div className={classes.days}>
      {(['from', 'to'] as const).map((end, place) => (
        <DayField
          key={`${end} ${days[end]}`}
          size="sm"
          aria-label={labels[place]}
          defaultValue={days[end]}
          onBlur={event => {
            const next = { ...days, [end]: event.currentTarget.value }
            if (next.from && next.to && next.from <= next.to && next[end] !== days[end]) onDays(next)
          }}
        />
      ))}
    </div>
  )
}
