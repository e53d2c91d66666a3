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
  /** Share of calls answered in an hour of the week. */
  rateAt(weekday: number, hour: number): number
  /** The best hour of the week; undefined while there are too few calls to tell. */
  best: { weekday: number; hour: number; rate: number } | undefined
}

/** Calls of the firm before hours are told apart. */
const ENOUGH_CALLS = 50
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
  if (calls < ENOUGH_CALLS) return { calls, rateAt, best: undefined }
  const [best] = seen
    .map(({ weekday, hour }) => ({ weekday, hour, rate: rateAt(weekday, hour) }))
    .sort((a, b) => b.rate - a.rate || a.weekday - b.weekday || a.hour - b.hour)
  return { calls, rateAt, best }
}

const DAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']
const at = ({ weekday, hour }: { weekday: number; hour: number }) =>
  `${DAYS[weekday]} from ${String(hour).padStart(2, '0')}:00`
const inHundred = (rate: number) => Math.round(100 * rate)

/** What a call at this moment can be expected to bring, in words. */
export function callHint({ best, rateAt }: CallHours, now: { weekday: number; hour: number }): string {
  if (!best) return 'The sooner the call, the likelier the answer'
  const rate = rateAt(now.weekday, now.hour)
  return `${inHundred(rate)} of 100 calls are answered at this hour; most on ${at(best)}: ${inHundred(best.rate)}`
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
export function hourOfWeek(moment: Date, timeZone: string): { weekday: number; hour: number } {
  const parts = formatIn(timeZone).formatToParts(moment)
  const part = (type: string) => parts.find(one => one.type === type)?.value ?? ''
  return { weekday: SHORT_DAYS.indexOf(part('weekday')), hour: Number(part('hour')) }
}
