import type { Principal } from '@optimwalls/permissions'
import type { Cache } from '../../platform/cache/cache.ts'
import { type Derived, derived } from '../../platform/cache/derived.ts'
import type { Connection, Database, Transaction } from '../../platform/database/database.ts'
import type { StoredEvent } from '../../platform/events/events.ts'
import { dayIn, findPresence, isAway } from '../access/index.ts'
import { nextWork, ofPerson, type WorkingCalendar } from '../activities/index.ts'
import { type Lead, type LeadsDoor, REQUIRABLE_FIELDS, type RequirableField } from '../leads/index.ts'
import type { Stage, StagesDoor } from '../pipelines/index.ts'
import { type CallHours, callHint, hourOfWeek, laterCallHint, learnCallHours } from './call-hours.ts'
import { isDeedOf } from './deeds.ts'
import {
  type AnswerRow,
  type DoneRow,
  findAnswers,
  findBegun,
  findCallHours,
  findCounts,
  findDone,
  keepAnswer,
  keepDone,
} from './next-actions.repository.ts'
import type { ActionKind, AnswerBody, NextAction } from './next-actions.schemas.ts'
import { type Counts, ranked } from './ranking.ts'
import { type Situation, type Suggestion, suggestionsFor } from './rules.ts'

export interface NextActionsNeeds {
  db: Database
  cache: Cache
  leads: Pick<LeadsDoor, 'reader' | 'activity'>
  stages: Pick<StagesDoor, 'all'>
  /** When the teams work. */
  calendars: () => Promise<(teamId: number | null) => WorkingCalendar>
  firmTimeZone: string
  now: () => Date
}

/** What is the same for all leads. */
interface Known {
  hours: CallHours
  stages: ReadonlyMap<number, Stage>
}

const DAY_MS = 86_400_000
/** From a stage that wins so many of 100 leads, visits are a thing of the past. */
const FAR_ON = 50
/** After so many days a dismissed suggestion comes back although nothing has changed. */
const DISMISSED_DAYS = 14
/** What somebody set about counts as taken when they did it within so long. */
const DONE_WITHIN_MS = DAY_MS
const LEARNED_FOR_MS = 3_600_000
const COUNTED_FOR_MS = 60_000

/** Says what is best done next with leads, and minds what people make of it. */
export class NextActionsService {
  readonly #needs: NextActionsNeeds
  readonly #hours: Derived<CallHours>
  readonly #counts: Derived<ReadonlyMap<ActionKind, Counts>>

  constructor(needs: NextActionsNeeds) {
    this.#needs = needs
    const { db, cache, firmTimeZone } = needs
    this.#hours = derived(cache, {
      group: 'call-hours',
      ttlMs: LEARNED_FOR_MS,
      load: () => findCallHours(db, firmTimeZone),
      derive: learnCallHours,
    })
    this.#counts = derived(cache, {
      group: 'next-action-counts',
      ttlMs: COUNTED_FOR_MS,
      load: () => findCounts(db),
      derive: rows => new Map(rows.map(({ kind, ...counts }) => [kind, counts])),
    })
  }

  /** The suggestions for one lead. @throws AppError "not-found" out of reach */
  async of(principal: Principal, leadId: number): Promise<NextAction[]> {
    await this.#needs.leads.reader.standing(principal, leadId)
    return (await this.several(principal, [leadId])).get(leadId) ?? []
  }

  /** The suggestions for these leads, as far as the caller sees them. */
  async several(principal: Principal, ids: readonly number[]): Promise<Map<number, NextAction[]>> {
    const { db, leads } = this.#needs
    const seen = await leads.reader.several(principal, ids)
    const [found, counts] = await Promise.all([
      this.#find(db, [...seen.values()], await this.#known()),
      this.#counts.get(),
    ])
    return new Map(
      [...seen.keys()].map(id => [
        id,
        ranked(found.get(id) ?? [], counts).map(({ situation: _, weight: __, dueAt, worth, ...one }) => ({
          ...one,
          due_at: dueAt?.toISOString() ?? null,
          worth: Math.round(worth * 1000) / 1000,
        })),
      ]),
    )
  }

  /** Notes what somebody made of a suggestion: what is dismissed counts at once, what is taken when they have done it. Said again, or
   *  of what is no longer suggested, it counts for nothing.
   *  @throws AppError "not-found" for a lead on which the caller may not log */
  async answer(principal: Principal, leadId: number, { kind, answer }: AnswerBody): Promise<void> {
    const { db, leads, now } = this.#needs
    // Read before the lead is held: what is held is asked for on one connection alone.
    const [seen, known] = await Promise.all([leads.reader.several(principal, [leadId]), this.#known()])
    await db.inTransaction(async tx => {
      await leads.activity.hold(tx, principal, leadId)
      const open = (await this.#find(tx, [...seen.values()], known)).get(leadId) ?? []
      const suggestion = open.find(one => one.kind === kind)
      if (!suggestion) return
      const { situation } = suggestion
      await keepAnswer(tx, { lead_id: leadId, kind, situation, answer, at: now() }, principal.userId)
    })
    await this.#counts.renew()
  }

  /** Counts what somebody has set about and did with one of these as taken. Safe to be told of twice. */
  async noteDeeds(tx: Transaction, events: readonly StoredEvent[]): Promise<void> {
    const deeds = events.flatMap(({ leadId, actorId, at, ...fact }) =>
      leadId === null || actorId === null
        ? []
        : [{ leadId, userId: actorId, since: new Date(at.getTime() - DONE_WITHIN_MS), at, fact }],
    )
    for (const { id, kind, situation, nth } of await findBegun(tx, deeds)) {
      const deed = deeds[nth]
      if (deed && isDeedOf(kind, situation, deed.fact)) await keepDone(tx, id, deed.at)
    }
  }

  async #known(): Promise<Known> {
    const [hours, stages] = await Promise.all([this.#hours.get(), this.#needs.stages.all()])
    return { hours, stages }
  }

  /** What rules suggest for each lead, without what was dismissed. */
  async #find(
    db: Connection,
    leads: readonly Lead[],
    { hours, stages }: Known,
  ): Promise<Map<number, Suggestion[]>> {
    const { calendars, firmTimeZone, now } = this.#needs
    const at = now()
    const open = leads.filter(isOpen)
    if (open.length === 0) return new Map()
    const ids = open.map(lead => lead.id)
    const owners = [...new Set(open.flatMap(lead => lead.owner?.id ?? []))]
    const [done, presence, answers, calendarOf] = await Promise.all([
      findDone(db, ids),
      findPresence(db, owners, at, firmTimeZone),
      findAnswers(db, ids, new Date(at.getTime() - DISMISSED_DAYS * DAY_MS)),
      calendars(),
    ])
    const doneOf = new Map(done.map(row => [row.lead_id, row]))
    const asked = new Map(
      [...stages.values()].flatMap(one =>
        one.category === 'converted' ? [[one.pipelineId, one.requiredFields] as const] : [],
      ),
    )
    const hint = callHint(hours, hourOfWeek(at, firmTimeZone))
    const ownHoursOf = ({ owner }: OpenLead) => {
      const of = owner && presence.get(owner.id)
      return of?.hours ? of : null
    }
    const calendarKey = (lead: OpenLead) => `${lead.team_id} ${ownHoursOf(lead) ? lead.owner?.id : ''}`
    const offHoursOf = memoised(calendarKey, lead => {
      const team = calendarOf(lead.team_id)
      const own = ownHoursOf(lead)
      const next = nextWork(at, own ? ofPerson(team, own) : team)
      // Whoever is off on all days is never at work; a firm without any hours always is.
      const isOff = next === null ? own !== null : next > at
      const until = next ?? nextWork(at, team) ?? at
      return isOff ? { until, hint: laterCallHint(hours, hourOfWeek(until, firmTimeZone)) } : null
    })
    const isAwayAt = memoised(
      ({ id, at }: { id: number; at: Date }) => `${id} ${at.getTime()}`,
      ({ id, at }) => {
        const of = presence.get(id)
        if (!of) return false
        return of.hours?.every(day => day === null) || isAway(of, dayIn(of.time_zone ?? firmTimeZone, at))
      },
    )
    return new Map(
      open.map(lead => {
        const row = doneOf.get(lead.id)
        if (!row) return [lead.id, []]
        const missing = missingOf(lead, asked.get(lead.pipeline_id) ?? [])
        const offHours = offHoursOf(lead)
        const isFarOn = (stages.get(lead.stage_id)?.winProbability ?? 0) >= FAR_ON
        const owner = lead.owner && {
          ...lead.owner,
          isGone: row.owner_is_active === false,
          isAway: presence.get(lead.owner.id)?.is_away ?? false,
          isAwayThen: offHours !== null && isAwayAt({ id: lead.owner.id, at: offHours.until }),
        }
        const all = suggestionsFor(situationOf(lead, row, { owner, missing, offHours, isFarOn }), at, hint)
        return [lead.id, all.filter(one => !isDismissed(lead.id, one, answers))]
      }),
    )
  }
}

type OpenLead = Lead & { status: Situation['status'] }
const isOpen = (lead: Lead): lead is OpenLead =>
  lead.deleted_at === null && lead.status !== 'converted' && lead.status !== 'lost'

/** Made once for all that have the same key: of fifty leads most are of one team or one person. */
function memoised<T, V>(keyOf: (of: T) => string, make: (of: T) => V): (of: T) => V {
  const made = new Map<string, V>()
  return of => {
    const key = keyOf(of)
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(of)
    made.set(key, value)
    return value
  }
}

const isDismissed = (
  leadId: number,
  { kind, situation }: Suggestion,
  answers: readonly AnswerRow[],
): boolean =>
  answers.some(
    one =>
      one.lead_id === leadId &&
      one.kind === kind &&
      one.situation === situation &&
      one.answer === 'dismissed',
  )

function missingOf(lead: Lead, asked: readonly string[]): Situation['missing'] {
  const isNamed = (field: string): field is RequirableField => field in REQUIRABLE_FIELDS
  const field = asked.filter(isNamed).find(one => lead[one] === null || lead[one] === '')
  return field === undefined ? null : { field, name: REQUIRABLE_FIELDS[field] }
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text))

function situationOf(
  lead: OpenLead,
  row: DoneRow,
  known: Pick<Situation, 'owner' | 'missing' | 'offHours' | 'isFarOn'>,
): Situation {
  return {
    ...known,
    status: lead.status,
    hasPhone: lead.phone !== null,
    createdAt: new Date(lead.created_at),
    responseDueAt: instant(lead.response_due_at),
    lastActivityAt: instant(lead.last_activity_at),
    hasPlan: row.has_plan,
    hasVisitPlanned: row.has_visit_planned,
    sleepsUntil: lead.sleeps_until,
    possession: lead.possession_date,
    contactAt: row.contact_at,
    tries: row.tries,
    visitAt: row.visit_at,
    sentAt: row.sent_at,
    heardAt: row.heard_at,
  }
}
