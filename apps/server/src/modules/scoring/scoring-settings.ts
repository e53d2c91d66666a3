import type { Cache } from '../../platform/cache/cache.ts'
import { type Derived, derived } from '../../platform/cache/derived.ts'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import { AppError, type FieldError } from '../../platform/errors.ts'
import { ATTRIBUTES, type Attribute, type ScoringSettings } from './scoring.schemas.ts'

const WEIGHTS: Readonly<Record<Attribute, number>> = {
  budget: 30,
  engagement: 30,
  location: 5,
  project_type: 10,
  source: 10,
  possession: 10,
  completeness: 5,
}

/** How a firm scores that has set up nothing. */
export const DEFAULT_SCORING: ScoringSettings = {
  mode: 'joined',
  attributes: ATTRIBUTES.map(name => ({ name, weight: WEIGHTS[name], is_on: true })),
  half_life_days: 21,
  budget: { low: 200_000, high: 5_000_000 },
  values: [
    { attribute: 'project_type', value: 'high_budget', score: 90 },
    { attribute: 'project_type', value: 'commercial', score: 65 },
    { attribute: 'project_type', value: 'residential', score: 60 },
    { attribute: 'source', value: 'Referral', score: 90 },
    { attribute: 'source', value: 'Walk-in', score: 75 },
  ],
  bands: { high: 60, medium: 40 },
}

export type Band = 'high' | 'medium' | 'low'

/** The word for a score. */
export const bandOf = (score: number, { high, medium }: ScoringSettings['bands']): Band =>
  score >= high ? 'high' : score >= medium ? 'medium' : 'low'

const KEPT_MS = 60_000

/** Set up seldom, asked for with every score. */
export class ScoringBook {
  readonly #settings: Derived<ScoringSettings>

  constructor(db: Connection, cache: Cache) {
    this.#settings = derived(cache, {
      group: 'scoring-settings',
      ttlMs: KEPT_MS,
      load: () => read(db),
      derive: settings => settings,
    })
  }

  get(): Promise<ScoringSettings> {
    return this.#settings.get()
  }

  async write(tx: Transaction, settings: ScoringSettings, userId: number): Promise<void> {
    await tx.rows(
      `INSERT INTO scoring_settings (body, updated_by) VALUES ($1::jsonb, $2)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body, updated_by = excluded.updated_by, updated_at = now()`,
      [JSON.stringify(settings), userId],
    )
  }

  /** After the commit of `write`. */
  renew(): Promise<ScoringSettings> {
    return this.#settings.renew()
  }
}

async function read(db: Connection): Promise<ScoringSettings> {
  const [row] = await db.rows<{ body: ScoringSettings }>('SELECT body FROM scoring_settings')
  return row?.body ?? DEFAULT_SCORING
}

/** What the shape of the document cannot say.
 *  @throws AppError "invalid-input" naming every field at fault */
export function checkScoring({ attributes, values, bands, budget, mode }: ScoringSettings): void {
  const errors: FieldError[] = [
    ...repeated(attributes.map(({ name }) => name)).map(i => `attributes.${i}.name`),
    ...repeated(values.map(({ attribute, value }) => `${attribute} ${value.trim().toLowerCase()}`)).map(
      i => `values.${i}.value`,
    ),
  ].map(path => ({ path, message: 'stands here twice' }))
  if (mode !== 'learned' && !attributes.some(one => one.is_on && one.weight > 0))
    errors.push({ path: 'attributes', message: 'must give a weight to at least one attribute that is on' })
  if (bands.high <= bands.medium) errors.push({ path: 'bands.high', message: 'must be above medium' })
  if (budget.high <= budget.low) errors.push({ path: 'budget.high', message: 'must be above low' })
  if (errors.length > 0) throw new AppError('invalid-input', { errors })
}

/** Places at which something stands that has stood before. */
const repeated = (words: readonly string[]): number[] =>
  words.flatMap((word, i) => (words.indexOf(word) < i ? [i] : []))
