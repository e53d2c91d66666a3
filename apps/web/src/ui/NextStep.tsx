import { formatExact, formatLate, formatWhen } from '../lib/format-time.ts'
import classes from './NextStep.module.css'

/** When something is to be done with a lead; red when it is late. */
export function NextStep({ at }: { at: string | null }) {
  if (!at) return <span>—</span>
  const isLate = Date.parse(at) < Date.now()
  return (
    <time dateTime={at} title={formatExact(at)} className={isLate ? classes.late : undefined}>
      {isLate ? formatLate(at) : formatWhen(at)}
    </time>
  )
}
