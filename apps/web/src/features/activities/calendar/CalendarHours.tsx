import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react'
import type { FollowUp } from '../activity.ts'
import { CalendarEntry, isFollowUp } from './CalendarEntry.tsx'
import classes from './CalendarHours.module.css'
import { atMinute, DRAWN_MINUTES, dayText, layOut, minuteOfDay, toQuarter } from './calendar-days.ts'

export interface CalendarHoursProps {
  days: readonly Date[]
  followUps: readonly FollowUp[]
  showsPerson: boolean
  onMove: (followUp: FollowUp, at: Date) => void
  onDay: (day: Date) => void
}

/** Pixels of an hour. */
const HOUR = 52
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
/** Work begins about then: the first hour in sight. */
const FIRST_IN_SIGHT = 8

/** Days beside each other, hour by hour. */
export function CalendarHours({ days, followUps, showsPerson, onMove, onDay }: CalendarHoursProps) {
  const frame = useRef<HTMLDivElement>(null)
  const byDay = useMemo(() => groupByDay(followUps), [followUps])
  const earliest = Math.min(FIRST_IN_SIGHT, ...followUps.map(one => new Date(one.due_at).getHours()))
  const [firstInSight] = useState(earliest)
  useEffect(() => {
    // Nothing is returned: what scrolling gives is a promise in some browsers, and no way to undo it.
    frame.current?.scrollTo({ top: firstInSight * HOUR })
  }, [firstInSight])
  const today = dayText(new Date())

  return (
    <div
      className={classes.frame}
      ref={frame}
      style={{ '--hour': `${HOUR}px`, '--days': days.length } as CSSProperties}
    >
      <div className={classes.heads}>
        <span className={classes.corner} />
        {days.map(day => (
          <h2 key={day.getTime()} className={classes.head} data-today={dayText(day) === today || undefined}>
            <button type="button" onClick={() => onDay(day)}>
              {day.toLocaleDateString('en-IN', { weekday: 'short' })} <b>{day.getDate()}</b>
            </button>
          </h2>
        ))}
      </div>
      <div className={classes.body}>
        <div className={classes.hours} aria-hidden>
          {HOURS.map(hour => (
            <span key={hour}>{hour === 0 ? '' : `${hour % 12 || 12} ${hour < 12 ? 'am' : 'pm'}`}</span>
          ))}
        </div>
        {days.map(day => (
          <DayColumn
            key={day.getTime()}
            day={day}
            isToday={dayText(day) === today}
            isOneOfMany={days.length > 1}
            followUps={byDay.get(dayText(day)) ?? []}
            showsPerson={showsPerson}
            onMove={onMove}
          />
        ))}
      </div>
    </div>
  )
}

export function groupByDay(followUps: readonly FollowUp[]): Map<string, FollowUp[]> {
  return Map.groupBy(followUps, one => dayText(new Date(one.due_at)))
}

interface DayColumnProps {
  day: Date
  isToday: boolean
  isOneOfMany: boolean
  followUps: readonly FollowUp[]
  showsPerson: boolean
  onMove: (followUp: FollowUp, at: Date) => void
}

function DayColumn({ day, isToday, isOneOfMany, followUps, showsPerson, onMove }: DayColumnProps) {
  const column = useRef<HTMLElement>(null)
  const [over, setOver] = useState<number | null>(null)
  useEffect(() => {
    const element = column.current
    if (!element) return
    const minuteAt = (y: number, grip: number) =>
      toQuarter(((y - grip - element.getBoundingClientRect().top) / HOUR) * 60)
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => isFollowUp(source.data),
      onDrag({ source, location }) {
        if (isFollowUp(source.data)) setOver(minuteAt(location.current.input.clientY, source.data.grip))
      },
      onDragLeave: () => setOver(null),
      onDrop({ source, location }) {
        setOver(null)
        if (!isFollowUp(source.data)) return
        const minute = minuteAt(location.current.input.clientY, source.data.grip)
        onMove(source.data.followUp, atMinute(day, minute))
      },
    })
  }, [day, onMove])
  const laid = layOut(followUps, one => minuteOfDay(new Date(one.due_at)))
  return (
    <section
      ref={column}
      className={classes.column}
      data-today={(isToday && isOneOfMany) || undefined}
      aria-label={day.toLocaleDateString('en-IN', { weekday: 'long', day: 'numeric', month: 'long' })}
    >
      {over !== null && (
        <div
          className={classes.over}
          style={{ top: (over / 60) * HOUR, height: (DRAWN_MINUTES / 60) * HOUR - 2 }}
        />
      )}
      {laid.map(({ item, minute, lane, lanes }) => (
        <CalendarEntry
          key={item.id}
          followUp={item}
          showsPerson={showsPerson}
          onMove={onMove}
          step={15}
          style={{
            position: 'absolute',
            top: (minute / 60) * HOUR,
            left: `calc(${(lane / lanes) * 100}% + 2px)`,
            width: `calc(${100 / lanes}% - 4px)`,
            height: (DRAWN_MINUTES / 60) * HOUR - 2,
          }}
        />
      ))}
      {isToday && <NowLine />}
    </section>
  )
}

/** Where the clock stands. */
function NowLine() {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return <div className={classes.now} style={{ top: (minuteOfDay(now) / 60) * HOUR }} aria-hidden />
}
