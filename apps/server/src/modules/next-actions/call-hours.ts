/** Calls of one hour of the week. */
export interface CallHour {
  /** 0 is Sunday. */
  weekday: number
  hour: number
  calls: number
  answered: number
}

/** What is known of when this firm's calls are answered. */
export interface CallHours {
  calls: number
  /** Share of calls answered in an hour of the week; undefined where too few calls were made in that hour of the day to tell. */
  knownAt(weekday: number, hour: number): number | undefined
  /** The best hour of the week; undefined while there are too few calls to tell. */
  best: { weekday: number; hour: number; rate: number } | undefined
}

/** Calls of the firm before hours are told apart. */
const ENOUGH_CALLS = 50
/** Calls in an hour of the day before anything is said of it. */
const ENOUGH_IN_HOUR = 10
/** Calls that an hour counts as having had at the rate of its hour on all days, and that as having had at the rate of the firm. */
const BEFOREHAND = 20

/** Learns when calls are answered. An hour with few calls is drawn to the same hour of all days, and that to the whole. */
export function learnCallHours(seen: readonly CallHour[]): CallHours {
  const sum = (rows: readonly CallHour[], what: 'calls' | 'answered') =>
    rows.reduce((all, row) => all + row[what], 0)
  const shrunk = (rows: readonly CallHour[], towards: number) =>
    (sum(rows, 'answered') + BEFOREHAND * towards) / (sum(rows, 'calls') + BEFOREHAND)
  const calls = sum(seen, 'calls')
  const overall = calls === 0 ? 0 : sum(seen, 'answered') / calls
  const byHour = Array.from({ length: 24 }, (_, hour) =>
    shrunk(
      seen.filter(row => row.hour === hour),
      overall,
    ),
  )
  const rateAt = (weekday: number, hour: number) =>
    shrunk(
      seen.filter(row => row.weekday === weekday && row.hour === hour),
      byHour[hour] ?? overall,
    )
  const isKnown = (hour: number) =>
    calls >= ENOUGH_CALLS &&
    sum(
      seen.filter(row => row.hour === hour),
      'calls',
    ) >= ENOUGH_IN_HOUR
  const knownAt = (weekday: number, hour: number) => (isKnown(hour) ? rateAt(weekday, hour) : undefined)
  const [best] = seen
    .filter(({ hour }) => isKnown(hour))
    .map(({ weekday, hour }) => ({ weekday, hour, rate: rateAt(weekday, hour) }))
    .sort((a, b) => b.rate - a.rate || a.weekday - b.weekday || a.hour - b.hour)
  return { calls, knownAt, best }
}

/** 0 is Sunday. */
export interface HourOfWeek {
  weekday: number
  hour: number
}

const DAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']
const at = ({ weekday, hour }: HourOfWeek) => `${DAYS[weekday]} from ${String(hour).padStart(2, '0')}:00`
const inHundred = (rate: number) => Math.round(100 * rate)

/** What a call at this moment can be expected to bring, in words. */
export function callHint({ best, knownAt }: CallHours, now: HourOfWeek): string {
  if (!best) return 'The sooner the call, the likelier the answer'
  const rate = knownAt(now.weekday, now.hour)
  if (rate === undefined) return `Most calls are answered on ${at(best)}: ${inHundred(best.rate)} of 100`
  return `${inHundred(rate)} of 100 calls are answered at this hour; most on ${at(best)}: ${inHundred(best.rate)}`
}

/** What a call in an hour of work to come can be expected to bring, in words. */
export function laterCallHint({ knownAt }: CallHours, then: HourOfWeek): string {
  const rate = knownAt(then.weekday, then.hour)
  if (rate === undefined) return 'Nobody works at this hour'
  return `Nobody works at this hour; ${inHundred(rate)} of 100 calls are answered on ${at(then)}`
}

const SHORT_DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Making one takes longer than all else that a lead's suggestions are made of. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(timeZone, made)
  return made
}

/** The hour of the week in a time zone. */
export function hourOfWeek(moment: Date, timeZone: string): HourOfWeek {
  const parts = formatIn(timeZone).formatToParts(moment)
  const part = (type: string) => parts.find(one => one.type === type)?.value ?? ''
  return { weekday: SHORT_DAYS.indexOf(part('weekday')), hour: Number(part('hour')) }
}
