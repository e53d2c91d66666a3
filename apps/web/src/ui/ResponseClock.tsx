import { IconClock } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { formatExact, formatLate, formatLeft } from '../lib/format-time.ts'
import classes from './ResponseClock.module.css'

const MINUTE = 60_000

export interface ResponseClockProps {
  /** Until when the lead has to be contacted; nothing is shown where no clock runs. */
  dueAt: string | null
}

/** How long there is to contact a new lead, or how late it is; goes on while it stands there. */
export function ResponseClock({ dueAt }: ResponseClockProps) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!dueAt) return
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 2)
    return () => clearInterval(timer)
  }, [dueAt])
  if (!dueAt) return null
  const isLate = Date.parse(dueAt) <= now
  return (
    <span
      className={classes.clock}
      data-late={isLate || undefined}
      title={`First contact by ${formatExact(dueAt)}`}
    >
      <IconClock size={14} stroke={1.75} aria-hidden />
      {isLate ? formatLate(dueAt, new Date(now)) : formatLeft(dueAt, new Date(now))}
    </span>
  )
}
