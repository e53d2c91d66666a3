import type { LearnedModel, Metrics, ReliabilityStep } from '@optimwalls/scoring'
import type { Cache } from '../../platform/cache/cache.ts'
import { type Derived, derived } from '../../platform/cache/derived.ts'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { ModelInUse } from './scorer.ts'

/** How good a model was on the newest closed leads, which it had not seen. */
export interface Card {
  metrics: Metrics | null
  /** The model in use until then, and this one, on those of them that neither had seen; null while they are too few to tell. */
  before: Metrics | null
  beside: Metrics | null
  reliability: ReliabilityStep[]
  influence: { name: string; points: number }[]
  /** Closed leads that are no lessons, since they came in closed already. Older cards do not tell. */
  leftOut?: number
  /** What share of a score is learned where weights count too. */
  learnedShare: number
}

export interface NewModel {
  trainedBy: number | null
  model: LearnedModel
  card: Card
  isKept: boolean
}

export interface ModelRow {
  id: number
  trained_at: Date
  trained_by: number | null
  closed: number
  converted: number
  has_learned: boolean
  card: Card
  is_kept: boolean
}

const KEPT_MS = 60_000
/** Models of which the list tells. */
const TOLD = 20

/** What was learned so far; of all models that were kept the newest is in use. */
export class Models {
  readonly #db: Connection
  readonly #inUse: Derived<ModelInUse | null>

  constructor(db: Connection, cache: Cache) {
    this.#db = db
    this.#inUse = derived(cache, {
      group: 'scoring-model',
      ttlMs: KEPT_MS,
      load: () => readInUse(db),
      derive: model => model,
    })
  }

  inUse(): Promise<ModelInUse | null> {
    return this.#inUse.get()
  }

  /** After the commit of `add`. */
  renew(): Promise<ModelInUse | null> {
    return this.#inUse.renew()
  }

  async add(tx: Transaction, { trainedBy, model, card, isKept }: NewModel): Promise<number> {
    const [row] = await tx.rows<{ id: number }>(
      `INSERT INTO scoring_models (trained_by, closed, converted, model, card, is_kept)
       VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6) RETURNING id`,
      [
        trainedBy,
        model.rows,
        model.positives,
        model.learned ? JSON.stringify(model) : null,
        JSON.stringify(card),
        isKept,
      ],
    )
    if (!row) throw new Error('a model without an id')
    return row.id
  }

  list(): Promise<ModelRow[]> {
    return this.#db.rows<ModelRow>(
      `SELECT id, trained_at, trained_by, closed, converted, model IS NOT NULL AS has_learned, card, is_kept
       FROM scoring_models ORDER BY id DESC LIMIT ${TOLD}`,
    )
  }
}

async function readInUse(db: Connection): Promise<ModelInUse | null> {
  const [row] = await db.rows<{ id: number; model: LearnedModel | null; trained_at: Date }>(
    'SELECT id, model, trained_at FROM scoring_models WHERE is_kept ORDER BY id DESC LIMIT 1',
  )
  return row?.model ? { id: row.id, model: row.model, trainedAt: row.trained_at } : null
}
