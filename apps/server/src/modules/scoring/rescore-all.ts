import type { Database, Transaction } from '../../platform/database/database.ts'
import type { LeadsDoor } from '../leads/index.ts'
import type { Models } from './models.ts'
import { Pace } from './pace.ts'
import { type Portion, startScorer } from './score-elsewhere.ts'
import { forgetOldScores, keepUnlessNewer, noteScores, openIds } from './scores.repository.ts'
import { bandOf, type ScoringBook } from './scoring-settings.ts'

export interface RescoringNeeds {
  db: Database
  leads: Pick<LeadsDoor, 'setScores' | 'activity'>
  book: Pick<ScoringBook, 'renew'>
  models: Pick<Models, 'renew'>
  now(): Date
}

/** Leads that are written in one transaction: so few that requests between them do not wait. */
const PORTION = 100

/** Scores all open leads anew, portion by portion: a thread reads and scores them, and only what has changed is written, so evenly that
 *  requests hardly feel it (decision 0176).
 *  @returns how many leads were scored */
export async function rescoreAll(
  { db, leads, book, models, now }: RescoringNeeds,
  signal: AbortSignal,
): Promise<number> {
  // What has just been saved in another process counts.
  const [settings, inUse] = await Promise.all([book.renew(), models.renew()])
  const aheadMs = now().getTime() - Date.now()
  const scorer = startScorer({ databaseUrl: db.url, settings, inUse, aheadMs })
  try {
    const pace = new Pace()
    let [after, count] = [0, 0]
    for (;;) {
      signal.throwIfAborted()
      const ids = await openIds(db, after, PORTION)
      if (ids.length === 0) return count
      const portion = await scorer.score(ids)
      const told = { at: portion.at, bandOf: (score: number) => bandOf(score, settings.bands), isLive: false }
      // Two steps, since each holds its leads in the order of their ids.
      await db.inTransaction(tx => keep(tx, portion, { leads, told, modelId: inUse?.id ?? null }))
      await db.inTransaction(tx =>
        leads.setScores(
          tx,
          portion.same.map(leadId => ({ leadId, score: null })),
          told,
        ),
      )
      count += ids.length
      after = ids.at(-1) ?? after
      await pace.rest(ids.length)
    }
  } finally {
    await scorer.end()
  }
}

interface Keeping extends Pick<RescoringNeeds, 'leads'> {
  told: Parameters<LeadsDoor['setScores']>[2]
  modelId: number | null
}

/** Writes what was scored, and how urgent its leads are now. Leads are held before their scores, as everywhere. */
async function keep(
  tx: Transaction,
  { at, others }: Portion,
  { leads, told, modelId }: Keeping,
): Promise<void> {
  if (others.length === 0) return
  await leads.activity.holdAllForSystem(
    tx,
    others.map(one => one.leadId),
  )
  const kept = await keepUnlessNewer(tx, others, { modelId, at })
  const changed = await leads.setScores(
    tx,
    others.map(({ leadId, score }) => ({ leadId, score: kept.has(leadId) ? score : null })),
    told,
  )
  await Promise.all([noteScores(tx, changed, at), forgetOldScores(tx, changed)])
}
