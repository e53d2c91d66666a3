/** An entry of a calendar. */
export interface CalendarEvent {
  uid: string
  /** Raised with each change. */
  sequence: number
  start: Date
  minutes: number
  summary: string
  url: string
  changedAt: Date
}

/** Events as an iCalendar (RFC 5545): times in UTC, lines folded at 75 octets. */
export function toCalendar(name: string, events: readonly CalendarEvent[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//OptimWalls//CRM//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    ...events.flatMap(event => [
      'BEGIN:VEVENT',
      `UID:${event.uid}`,
      `SEQUENCE:${event.sequence}`,
      `DTSTAMP:${utc(event.changedAt)}`,
      `DTSTART:${utc(event.start)}`,
      `DURATION:PT${event.minutes}M`,
      `SUMMARY:${escaped(event.summary)}`,
      `URL:${event.url}`,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

const utc = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, '')

function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, match => `\\${match}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, '')
}

/** No line is longer than 75 octets, and none is cut inside a letter. */
function folded(line: string): string {
  let octets = 0
  let out = ''
  for (const letter of line) {
    const size = Buffer.byteLength(letter)
    if (octets + size > 75) {
      out += '\r\n '
      octets = 1
    }
    out += letter
    octets += size
  }
  return out
}
