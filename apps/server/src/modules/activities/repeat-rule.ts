import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'

/** How far a rule is followed in search of its next time. */
const MAX_ITERATIONS = 4000
const TAKEN = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])

function ruleOf(rule: string, from: Date, timeZone: string): RRuleTemporal {
  const dtstart = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(timeZone)
  return new RRuleTemporal({
    rruleString: rule,
    dtstart,
    maxIterations: MAX_ITERATIONS,
  })
}

/** An RFC 5545 rule in its plain form; null when it is none, or repeats more often than daily.
 *  `rRuLe:freq=weekly` becomes `FREQ=WEEKLY`. */
export function readRepeat(text: string, from: Date, timeZone: string): string | null {
  const rule = text
    .trim()
    .replace(/^RRULE:/i, '')
    .toUpperCase()
  if (!/^[A-Z]+=[^=;]+(;[A-Z]+=[^=;]+)*$/.test(rule) || /[\r\n:]/.test(rule)) return null
  if (!TAKEN.has(/(?:^|;)FREQ=([A-Z]+)(?:;|$)/.exec(rule)?.[1] ?? '')) return null
  if (/(?:^|;)(?:BYHOUR|BYMINUTE|BYSECOND)=/.test(rule)) return null
  try {
    ruleOf(rule, from, timeZone).next(from)
    return rule
  } catch {
    return null
  }
}

/** The first time after `after` of a rule whose first time is `from`. The clock time in the zone stays the same across changes of
 *  summer time; a day that does not have it is left out, as the standard says. Null when the rule has ended. */
export function nextTime(rule: string, from: Date, timeZone: string, after: Date): Date | null {
  try {
    const next = ruleOf(rule, from, timeZone).next(after)
    return next ? new Date(next.epochMilliseconds) : null
  } catch {
    // A rule whose next time lies beyond what is followed has ended for all we can say.
    return null
  }
}
