/** Whether 03/04 is the third of April (`dmy`) or the fourth of March (`mdy`). */
export type DateOrder = 'dmy' | 'mdy'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const TIME = String.raw`(?:[T ,]+(?<h>\d{1,2}):(?<mi>\d{2})(?::(?<s>\d{2})(?:\.\d+)?)?\s*(?<ampm>[ap]\.?m\.?)?\s*(?<zone>Z(?![+-])|Z?[+-]\d{2}(?::?\d{2})?)?)?`
const FORMS = [
  new RegExp(`^(?<y>\\d{4})[-/.](?<m>\\d{1,2})[-/.](?<d>\\d{1,2})${TIME}$`, 'i'),
  new RegExp(
    `^(?<d>\\d{1,2})(?:st|nd|rd|th)?[ -](?<mon>[a-z]{3,9})\\.?,?[ -](?<y>\\d{4}|\\d{2})${TIME}$`,
    'i',
  ),
  new RegExp(`^(?<mon>[a-z]{3,9})\\.? (?<d>\\d{1,2})(?:st|nd|rd|th)?,? (?<y>\\d{4})${TIME}$`, 'i'),
]
const NUMERIC = new RegExp(`^(?<a>\\d{1,2})[-/.](?<b>\\d{1,2})[-/.](?<y>\\d{4}|\\d{2})${TIME}$`, 'i')

const WEEKDAY = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +/i
/** Excel's number of the day 1 January 1970. */
const EXCEL_1970 = 25_569

interface Parts {
  day: string
  /** Seconds after midnight, or null when the text has no time. */
  seconds: number | null
  zone: string | undefined
}

/** A day, `YYYY-MM-DD`, in any usual writing; null when the text is none. */
export const parseDay = (text: string, order: DateOrder): string | null => parts(text, order)?.day ?? null

/** An instant in any usual writing; without a zone it is one of `timeZone` (IANA), without a time the beginning of that day. */
export function parseInstant(text: string, order: DateOrder, timeZone: string): Date | null {
  const found = parts(text, order)
  if (!found) return null
  const wall = Date.parse(`${found.day}T00:00:00Z`) + (found.seconds ?? 0) * 1000
  const offset = found.zone ? zoneMinutes(found.zone) * 60_000 : offsetOf(timeZone, wall)
  return new Date(wall - offset)
}

/** In which order the days of a column of numeric dates are written; null when both fit all of them or none is numeric. */
export function dateOrderOf(texts: readonly string[]): DateOrder | null {
  let first = 0
  let second = 0
  for (const text of texts) {
    const groups = NUMERIC.exec(text.trim())?.groups
    first = Math.max(first, Number(groups?.a ?? 0))
    second = Math.max(second, Number(groups?.b ?? 0))
  }
  if (first > 12 && second <= 12) return 'dmy'
  return second > 12 && first <= 12 ? 'mdy' : null
}

/** Whether the text is a date whose meaning depends on the order of day and month. */
export const isNumericDate = (text: string): boolean => NUMERIC.test(text.trim())

function parts(text: string, order: DateOrder): Parts | null {
  const trimmed = text.trim().replace(WEEKDAY, '')
  if (/^\d{5}(\.\d+)?$|^\d{8}$|^\d{13}$/.test(trimmed)) return ofNumber(trimmed)
  const groups = FORMS.map(form => form.exec(trimmed)?.groups).find(Boolean) ?? NUMERIC.exec(trimmed)?.groups
  if (!groups) return null
  const year = Number(groups.y) + (groups.y?.length === 2 ? 2000 : 0)
  const month = groups.mon
    ? MONTHS.indexOf(groups.mon.slice(0, 3).toLowerCase()) + 1
    : Number(groups.m ?? (order === 'dmy' ? groups.b : groups.a))
  const day = Number(groups.d ?? (order === 'dmy' ? groups.a : groups.b))
  const date = new Date(Date.UTC(year, month - 1, day))
  // Date takes the years 0 to 99 for 1900 to 1999.
  if (month < 1 || date.getUTCFullYear() !== year) return null
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const seconds = secondsOf(groups)
  if (Number.isNaN(seconds)) return null
  return { day: date.toISOString().slice(0, 10), seconds, zone: groups.zone }
}

/** A date that a program wrote as a mere number: a day of Excel, `20260115`, or milliseconds since 1970. */
function ofNumber(text: string): Parts | null {
  if (text.length === 8 && !text.includes('.'))
    return parts(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`, 'dmy')
  const isExcel = text.length < 13 || text.includes('.')
  const at = new Date(isExcel ? Math.round((Number(text) - EXCEL_1970) * 86_400) * 1000 : Number(text))
  // Years that a list of leads can speak of; a five-digit number beyond is none.
  if (at.getUTCFullYear() < 1990 || at.getUTCFullYear() > 2100) return null
  const [day = '', time = ''] = at.toISOString().split('T')
  const seconds = secondsOf({ h: time.slice(0, 2), mi: time.slice(3, 5), s: time.slice(6, 8) })
  return { day, seconds: seconds === 0 && isExcel ? null : seconds, zone: isExcel ? undefined : 'Z' }
}

/** NaN for a time that does not exist. */
function secondsOf({ h, mi, s, ampm }: Record<string, string | undefined>): number | null {
  if (h === undefined) return null
  let hours = Number(h)
  if (ampm) {
    if (hours < 1 || hours > 12) return Number.NaN
    hours = (hours % 12) + (ampm.toLowerCase().startsWith('p') ? 12 : 0)
  }
  const minutes = Number(mi)
  const seconds = Number(s ?? 0)
  return hours > 23 || minutes > 59 || seconds > 59 ? Number.NaN : hours * 3600 + minutes * 60 + seconds
}

function zoneMinutes(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const [, sign, hours, minutes = 0] = /([+-])(\d{2}):?(\d{2})?/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds by which clocks of the zone are ahead of UTC when they show the wall time `wall` (as if it were UTC). */
function offsetOf(timeZone: string, wall: number): number {
  const first = offsetAt(timeZone, wall)
  // Near a change of clocks the first guess looks at the wrong side of it.
  return offsetAt(timeZone, wall - first)
}

const DAY_MS = 86_400_000
/** Of days on which the clocks of a zone stay as they are, by how much they are ahead: a file has many dates of few days, and to ask costs more than
 *  all else of a date. Null for a day on which they change. */
const days = new Map<string, number | null>()
const MOST_DAYS = 20_000

function offsetAt(timeZone: string, instant: number): number {
  const day = Math.floor(instant / DAY_MS)
  const key = `${timeZone} ${day}`
  let offset = days.get(key)
  if (offset === undefined) {
    const [begins, ends] = [askOffset(timeZone, day * DAY_MS), askOffset(timeZone, (day + 1) * DAY_MS)]
    offset = begins === ends ? begins : null
    if (days.size >= MOST_DAYS) days.clear()
    days.set(key, offset)
  }
  return offset ?? askOffset(timeZone, instant)
}

function askOffset(timeZone: string, instant: number): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' })
  formats.set(timeZone, format)
  const name = format.formatToParts(instant).find(part => part.type === 'timeZoneName')?.value ?? 'GMT'
  return name === 'GMT' ? 0 : zoneMinutes(name.slice(3)) * 60_000
}
