import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Principal } from '@optimwalls/permissions'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { People } from '../access/index.ts'
import type { Arrival, Judgement, LeadsDoor } from '../leads/index.ts'
import { closedLeads, countClosedAtArrival, factsOfNew, type LeadFacts, openFacts } from './lead-facts.ts'
import { learnElsewhere } from './learn-elsewhere.ts'
import { learn } from './learning.ts'
import type { ModelRow, Models } from './models.ts'
import { rescoreAll } from './rescore-all.ts'
import { type ModelInUse, type Scored, scoreLeads } from './scorer.ts'
import {
  dueLeads,
  findScore,
  keepFirstScores,
  keepScores,
  newestOpenIds,
  noteScores,
  openIds,
} from './scores.repository.ts'
import type { LeadScore, ModelCard, Preview, ScoringSettings } from './scoring.schemas.ts'
import { bandOf, type ScoringBook } from './scoring-settings.ts'

export interface ScoringNeeds {
  db: Database
  people: People
  leads: Pick<LeadsDoor, 'reader' | 'setScores' | 'activity'>
  book: ScoringBook
  models: Models
  now(): Date
}

/** Closed leads that are learned from at most, the newest. */
const MOST_LESSONS = 50_000
/** Open leads that a preview looks at. */
const PREVIEWED = 1000
const EXAMPLES = 20
/** Leads that are scored at once: so few that requests between them do not wait. */
const PORTION = 100
/** Leads of a portion that are worked out at a stretch: requests have their turn in between. */
const STRETCH = 20

/** Scores leads, learns from closed ones, and tells why a score is what it is. */
export class ScoringService {
  readonly #needs: ScoringNeeds

  constructor(needs: ScoringNeeds) {
    this.#needs = needs
  }

  /** The scores with which open leads come in at `at`, in the same order. */
  async firstScores(leads: readonly Arrival[], at: Date): Promise<readonly number[]> {
    return (await this.judge(leads, at)).scores
  }

  /** The same, with what the scores are made of, to be kept once the leads are written. */
  async judge(leads: readonly Arrival[], at: Date): Promise<Judgement> {
    const { book, models } = this.#needs
    const [settings, inUse] = await Promise.all([book.get(), models.inUse()])
    const scored = await scoreInTurns(
      leads.map(lead => factsOfNew(lead, at)),
      settings,
      inUse,
    )
    return {
      scores: scored.map(({ score }) => score),
      keep: (tx, ids) =>
        keepFirstScores(
          tx,
          scored.map((one, i) => ({ ...one, leadId: ids[i] ?? 0 })),
          { modelId: inUse?.id ?? null, at },
        ),
    }
  }

  /** Scores these leads anew, as far as they are open. `isLive`: open pages hear of it. `urgent`: others that are only to be prioritised. */
  async rescore(
    tx: Transaction,
    ids: readonly number[],
    isLive: boolean,
    urgent: readonly number[] = [],
  ): Promise<void> {
    const { leads, models, now } = this.#needs
    if (ids.length === 0) return this.prioritise(tx, urgent, isLive)
    // Leads before their scores, all in one step: assignment holds leads before it has them scored. Whoever scores the same lead
    // meanwhile waits, and then sees what this one has seen and more.
    await leads.activity.holdAllForSystem(tx, [...ids, ...urgent])
    const [facts, inUse] = await Promise.all([openFacts(tx, ids, now()), models.inUse()])
    const open = new Set(facts.map(lead => lead.id))
    // What is no longer open keeps its score, and has no priority.
    const closed = ids.filter(id => !open.has(id))
    await this.#write(tx, facts, inUse, isLive, [...closed, ...urgent])
  }

  /** Says anew how urgent these leads are, by what is planned for them now; their scores stay. */
  async prioritise(tx: Transaction, ids: readonly number[], isLive: boolean): Promise<void> {
    if (ids.length === 0) return
    const { leads, book, now } = this.#needs
    const { bands } = await book.get()
    await leads.setScores(
      tx,
      ids.map(leadId => ({ leadId, score: null })),
      { at: now(), bandOf: score => bandOf(score, bands), isLive },
    )
  }

  /** Says anew how urgent those leads are whose next step has come within a day, or has become overdue. */
  async prioritiseDue(): Promise<void> {
    const { db, now } = this.#needs
    const ids = await dueLeads(db, now())
    for (let from = 0; from < ids.length; from += PORTION)
      await db.inTransaction(tx => this.prioritise(tx, ids.slice(from, from + PORTION), true))
  }

  async #write(
    tx: Transaction,
    facts: readonly LeadFacts[],
    inUse: ModelInUse | null,
    isLive: boolean,
    others: readonly number[] = [],
  ): Promise<void> {
    if (facts.length === 0) return this.prioritise(tx, others, isLive)
    const { leads, book, now } = this.#needs
    const at = now()
    const settings = await book.get()
    const scored = await scoreInTurns(facts, settings, inUse)
    const first = await keepScores(tx, scored, { modelId: inUse?.id ?? null, at })
    const told = { at, bandOf: (score: number) => bandOf(score, settings.bands), isLive }
    // All at once: whoever holds many leads does so in the order of their ids.
    const changed = await leads.setScores(
      tx,
      [...scored, ...others.map(leadId => ({ leadId, score: null }))],
      told,
    )
    // A lead comes in with its score: that it has one from now on changes nothing on it.
    await noteScores(tx, [...new Set([...first, ...changed])], at)
  }

  /** Scores all open leads anew: what was done fades, and settings or model may be others. @returns how many there are */
  rescoreAll(signal: AbortSignal): Promise<number> {
    return rescoreAll(this.#needs, signal)
  }

  /** Learns from the closed leads of the firm; `trainedBy` is null for the weekly job.
   *  @returns whether what was learned is in use now */
  async train(trainedBy: number | null): Promise<boolean> {
    const { db, book, models } = this.#needs
    const [settings, inUse, leads, leftOut] = await Promise.all([
      book.get(),
      models.inUse(),
      closedLeads(db, MOST_LESSONS),
      countClosedAtArrival(db),
    ])
    const lesson = await learnElsewhere({ leads, settings, inUse })
    await db.inTransaction(tx => models.add(tx, { trainedBy, ...lesson, card: { ...lesson.card, leftOut } }))
    await models.renew()
    return lesson.isKept
  }

  /** Learns, and scores every lead: of a firm that begins with a past. Closed leads get the score they had while they were open. */
  async scorePast(tx: Transaction): Promise<void> {
    const { book, models, now } = this.#needs
    const [past, leftOut] = await Promise.all([closedLeads(tx, MOST_LESSONS), countClosedAtArrival(tx)])
    const lesson = learn(past, await book.get(), null)
    const id = await models.add(tx, { trainedBy: null, ...lesson, card: { ...lesson.card, leftOut } })
    const open = await openFacts(tx, await openIds(tx, 0, MOST_LESSONS), now())
    await this.#write(
      tx,
      [...past, ...open],
      lesson.model.learned ? { id, model: lesson.model, trainedAt: now() } : null,
      false,
    )
  }

  /** Why a lead has its score. @throws AppError "not-found" out of reach */
  async of(principal: Principal, leadId: number): Promise<LeadScore> {
    const { db, leads, book } = this.#needs
    const [within, kept, settings] = await Promise.all([
      leads.reader.several(principal, [leadId]),
      findScore(db, leadId),
      book.get(),
    ])
    const lead = within.get(leadId)
    if (!lead) throw new AppError('not-found')
    const reasons = Object.entries(kept?.points ?? {})
      .map(([name, points]) => ({ name, points }))
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    const { budget } = lead
    // Its own, so that the history ends with it.
    const score = kept?.score ?? lead.score
    return {
      lead_id: leadId,
      score,
      band: score === null ? null : bandOf(score, settings.bands),
      base: kept?.base ?? null,
      reasons,
      probability: kept?.probability ?? null,
      forecast:
        kept?.probability === undefined || kept.probability === null || budget === null
          ? null
          : Math.round(kept.probability * budget),
      learned_share: kept?.learned ?? null,
      confidence: kept?.confidence ?? null,
      model_id: kept?.model_id ?? null,
      updated_at: kept?.updated_at.toISOString() ?? null,
      history: (kept?.history ?? []).map(one => ({ score: one.score, at: new Date(one.at).toISOString() })),
    }
  }

  /** What other settings would make of the newest open leads. Writes nothing. */
  async preview(principal: Principal, settings: ScoringSettings): Promise<Preview> {
    const { db, leads, book, models, now } = this.#needs
    const [ids, current, inUse] = await Promise.all([
      newestOpenIds(db, PREVIEWED),
      book.get(),
      models.inUse(),
    ])
    const facts = await openFacts(db, ids, now())
    const before = scoreLeads(facts, current, inUse)
    const afterwards = scoreLeads(facts, settings, inUse)
    const bands = { before: { high: 0, medium: 0, low: 0 }, after: { high: 0, medium: 0, low: 0 } }
    const moves = before.map((one, row) => {
      const after = afterwards[row]?.score ?? one.score
      const bandBefore = bandOf(one.score, current.bands)
      const bandAfter = bandOf(after, settings.bands)
      bands.before[bandBefore]++
      bands.after[bandAfter]++
      return { lead_id: one.leadId, score: one.score, after, isOther: bandBefore !== bandAfter }
    })
    const most = moves
      .filter(move => move.score !== move.after)
      .sort((a, b) => Math.abs(b.after - b.score) - Math.abs(a.after - a.score))
      .slice(0, EXAMPLES)
    const names = await leads.reader.namesOf(
      principal,
      most.map(move => move.lead_id),
    )
    return {
      scored: facts.length,
      moved: moves.filter(move => move.isOther).length,
      bands,
      examples: most.flatMap(({ isOther: _, ...move }) => {
        const name = names.get(move.lead_id)
        return name === undefined ? [] : [{ ...move, name }]
      }),
    }
  }

  async cards(): Promise<ModelCard[]> {
    const { models, people, book } = this.#needs
    const [rows, names, { mode }] = await Promise.all([models.list(), people.all(), book.get()])
    return rows.map(row => toCard(row, { by: names.get(row.trained_by ?? 0), mode }))
  }
}

/** As `scoreLeads`, but lets others have their turn in between. */
async function scoreInTurns(
  facts: readonly LeadFacts[],
  settings: ScoringSettings,
  inUse: ModelInUse | null,
): Promise<Scored[]> {
  const scored: Scored[] = []
  for (let from = 0; from < facts.length; from += STRETCH) {
    if (from > 0) await nextTurn()
    scored.push(...scoreLeads(facts.slice(from, from + STRETCH), settings, inUse))
  }
  return scored
}

function toCard(
  row: ModelRow,
  { by, mode }: { by: { id: number; name: string } | undefined; mode: ScoringSettings['mode'] },
): ModelCard {
  const { card } = row
  const metrics = (of: typeof card.metrics) =>
    of && { rows: of.rows, auc: of.auc, log_loss: of.logLoss, brier: of.brier }
  return {
    id: row.id,
    trained_at: row.trained_at.toISOString(),
    trained_by: by ? { id: by.id, name: by.name } : null,
    closed: row.closed,
    converted: row.converted,
    left_out: card.leftOut ?? 0,
    has_learned: row.has_learned,
    learned_share: mode === 'joined' ? card.learnedShare : mode === 'learned' && row.has_learned ? 1 : 0,
    is_kept: row.is_kept,
    metrics: metrics(card.metrics),
    before: metrics(card.before),
    beside: metrics(card.beside),
    reliability: card.reliability,
    influence: card.influence,
  }
}
