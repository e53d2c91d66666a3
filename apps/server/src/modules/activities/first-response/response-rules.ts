import type { Cache } from '../../../platform/cache/cache.ts'
import { type Derived, derived } from '../../../platform/cache/derived.ts'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { ResponseRulesBody } from './response.schemas.ts'
import type { DayHours, WorkingCalendar } from './working-time.ts'

export interface ResponseRules {
  body: ResponseRulesBody
  calendarOf(teamId: number | null): WorkingCalendar
  /** Minutes of work within which such a lead is to be contacted. */
  targetOf(lead: { source: string | null; score: number | null }): number
}

interface KeptRules extends Omit<ResponseRules, 'targetOf'> {
  targetOf(source: string | null, isHot: boolean): number
}

interface HoursRow {
  team_id: number | null
  time_zone: string | null
  days: (DayHours | null)[]
}

const KEPT_MS = 60_000
const FALLBACK_MINUTES = 15

/** Working hours, holidays and targets: set up seldom, asked for by every new lead. */
export class ResponseRuleBook {
  readonly #rules: Derived<KeptRules>
  readonly #hotFrom: () => Promise<number>

  /** `hotFrom`: the score from which on a lead is hot. */
  constructor(
    db: Connection,
    cache: Cache,
    { firmTimeZone, hotFrom }: { firmTimeZone: string; hotFrom: () => Promise<number> },
  ) {
    this.#hotFrom = hotFrom
    this.#rules = derived(cache, {
      group: 'response-rules',
      ttlMs: KEPT_MS,
      load: () => readRules(db),
      derive: body => toRules(body, firmTimeZone),
    })
  }

  async get(): Promise<ResponseRules> {
    const [{ targetOf, ...rules }, hotFrom] = await Promise.all([this.#rules.get(), this.#hotFrom()])
    return {
      ...rules,
      targetOf: ({ source, score }) => targetOf(source, score !== null && score >= hotFrom),
    }
  }

  /** Puts these in place of all. */
  async write(tx: Transaction, { hours, holidays, targets }: ResponseRulesBody): Promise<void> {
    await tx.rows('LOCK TABLE working_hours, holidays, response_targets IN SHARE ROW EXCLUSIVE MODE')
    await tx.rows('DELETE FROM working_hours')
    await tx.rows(
      `INSERT INTO working_hours (team_id, time_zone, days)
       SELECT team_id, time_zone, days FROM jsonb_to_recordset($1::jsonb) AS h (team_id int, time_zone text, days jsonb)`,
      [JSON.stringify(hours)],
    )
    await tx.rows('DELETE FROM holidays')
    await tx.rows(
      `INSERT INTO holidays (team_id, day, name)
       SELECT team_id, day, name FROM jsonb_to_recordset($1::jsonb) AS h (team_id int, day date, name text)`,
      [JSON.stringify(holidays)],
    )
    await tx.rows('DELETE FROM response_targets')
    await tx.rows(
      `INSERT INTO response_targets (source, is_hot, minutes)
       SELECT source, is_hot, minutes FROM jsonb_to_recordset($1::jsonb) AS t (source text, is_hot boolean, minutes int)`,
      [JSON.stringify(targets)],
    )
  }

  /** After the commit of `write`. */
  async renew(): Promise<ResponseRulesBody> {
    return (await this.#rules.renew()).body
  }
}

async function readRules(db: Connection): Promise<ResponseRulesBody> {
  const [hours, holidays, targets] = await Promise.all([
    db.rows<HoursRow>('SELECT team_id, time_zone, days FROM working_hours ORDER BY team_id NULLS FIRST'),
    db.rows<ResponseRulesBody['holidays'][number]>(
      'SELECT team_id, day, name FROM holidays ORDER BY day, team_id',
    ),
    db.rows<ResponseRulesBody['targets'][number]>(
      'SELECT source, is_hot, minutes FROM response_targets ORDER BY source NULLS FIRST, is_hot DESC',
    ),
  ])
  return { hours, holidays, targets }
}

function toRules(body: ResponseRulesBody, firmTimeZone: string): KeptRules {
  const { hours, holidays, targets } = body
  const firm = hours.find(one => one.team_id === null)
  const calendars = new Map<number | null, WorkingCalendar>()
  const minutesFor = (source: string | null, isHot: boolean) =>
    targets.find(one => one.source?.toLowerCase() === source?.toLowerCase() && one.is_hot === isHot)?.minutes

  return {
    body,
    calendarOf(teamId) {
      const known = calendars.get(teamId)
      if (known) return known
      const own = hours.find(one => one.team_id === teamId) ?? firm
      const calendar = {
        timeZone: own?.time_zone ?? firm?.time_zone ?? firmTimeZone,
        days: own?.days ?? [],
        holidays: new Set(
          holidays.filter(one => one.team_id === null || one.team_id === teamId).map(one => one.day),
        ),
      }
      calendars.set(teamId, calendar)
      return calendar
    },
    targetOf: (source, isHot) =>
      (isHot ? minutesFor(source, true) : undefined) ??
      minutesFor(source, false) ??
      (isHot ? minutesFor(null, true) : undefined) ??
      minutesFor(null, false) ??
      FALLBACK_MINUTES,
  }
}
