import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { FollowUp } from '../activity.ts'
import { CalendarEntry, isFollowUp } from './CalendarEntry.tsx'
import { groupByDay } from './CalendarHours.tsx'
import classes from './CalendarMonth.module.css'
import { atMinute, dayText, minuteOfDay } from './calendar-days.ts'

export interface CalendarMonthProps {
  /** Whole weeks. */
  days: readonly Date[]
  /** Any day of the month that is shown. */
  month: Date
  followUps: readonly FollowUp[]
  showsPerson: boolean
  onMove: (followUp: FollowUp, at: Date) => void
  onDay: (day: Date) => void
}

/** So many are drawn in a day; the rest is a number. */
const DRAWN = 3

/** A month as weeks of days; what is dragged to another day keeps its time of the clock. */
export function CalendarMonth({ days, month, followUps, showsPerson, onMove, onDay }: CalendarMonthProps) {
  const byDay = useMemo(() => groupByDay(followUps), [followUps])
  return (
    <div className={classes.frame}>
      <div className={classes.heads} aria-hidden>
        {days.slice(0, 7).map(day => (
          <span key={day.getTime()}>{day.toLocaleDateString('en-IN', { weekday: 'short' })}</span>
        ))}
      </div>
      <div
        className={classes.days}
        style={{ gridTemplateRows: `repeat(${days.length / 7}, minmax(112px, 1fr))` }}
      >
        {days.map(day => (
          <DayCell
            key={day.getTime()}
            day={day}
            isOther={day.getMonth() !== month.getMonth()}
            followUps={byDay.get(dayText(day)) ?? []}
            showsPerson={showsPerson}
            onMove={onMove}
            onDay={onDay}
          />
        ))}
      </div>
    </div>
  )
}

interface DayCellProps {
  day: Date
  isOther: boolean
  followUps: readonly FollowUp[]
  showsPerson: boolean
  onMove: (followUp: FollowUp, at: Date) => void
  onDay: (day: Date) => void
}

function DayCell({ day, isOther, followUps, showsPerson, onMove, onDay }: DayCellProps) {
  const cell = useRef<HTMLElement>(null)
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    if (!cell.current) return
    return dropTargetForElements({
      element: cell.current,
      canDrop: ({ source }) => isFollowUp(source.data),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop({ source }) {
        setOver(false)
        if (!isFollowUp(source.data)) return
        const { followUp } = source.data
        onMove(followUp, atMinute(day, minuteOfDay(new Date(followUp.due_at))))
      },
    })
  }, [day, onMove])
  const words = day.toLocaleDateString('en-IN', { weekday: 'long', day: 'numeric', month: 'long' })
  const more = followUps.length - DRAWN
  // A line for "more" takes the place of the last one.
  const drawn = more > 1 ? followUps.slice(0, DRAWN - 1) : followUps.slice(0, DRAWN)
  return (
    <section
      ref={cell}
      className={classes.day}
      aria-label={words}
      data-other={isOther || undefined}
      data-over={isOver || undefined}
      data-today={dayText(day) === dayText(new Date()) || undefined}
    >
      <button
        type="button"
        className={classes.number}
        aria-label={`Open ${words}`}
        onClick={() => onDay(day)}
      >
        {day.getDate()}
      </button>
      {drawn.map(one => (
        <CalendarEntry key={one.id} followUp={one} showsPerson={showsPerson} onMove={onMove} />
      ))}
      {followUps.length > drawn.length && (
        <button type="button" className={classes.more} onClick={() => onDay(day)}>
          {followUps.length - drawn.length} more
        </button>
      )}
    </section>
  )
}
