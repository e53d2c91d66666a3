import {
  explain,
  type FeatureTable,
  type LearnedModel,
  learnedScore,
  learnedShare,
  measure,
  pickRows,
  predict,
  reliabilityCurve,
  train,
} from '@optimwalls/scoring'
import type { ClosedLead } from './lead-facts.ts'
import { headingOf, toTable } from './lead-judgement.ts'
import type { Card } from './models.ts'
import type { ModelInUse } from './scorer.ts'
import type { ScoringSettings } from './scoring.schemas.ts'

/** What of the closed leads is held out to judge by: the newest. */
const HELD_OUT = 0.2
/** Held-out leads of either outcome below which nothing can be said. */
const FEWEST_HELD_OUT = 8
/** So much worse a new model may be, in nats: less than what chance makes of it. */
const NO_WORSE = 0.002
/** Leads by which the influence of the attributes is told. */
const LOOKED_AT = 500

/** What a training came to. */
export interface Lesson {
  model: LearnedModel
  card: Card
  /** Whether it is no worse than what was in use, on the newest leads. */
  isKept: boolean
}

/**
 * Learns from closed leads, and from the older four fifths of them alone to see how good that is on the newest. What was in use is compared
 * with that on those of the newest that closed after its training, which neither has seen; a new model that is worse there is not kept.
 * While they are too few to tell, the new one is kept: it has learned the same way from more leads.
 * @param leads by arrival, the oldest first
 */
export function learn(
  leads: readonly ClosedLead[],
  settings: ScoringSettings,
  inUse: Pick<ModelInUse, 'model' | 'trainedAt'> | null,
): Lesson {
  const table = toTable(leads, settings)
  const target = Uint8Array.from(leads, lead => (lead.is_converted ? 1 : 0))
  const model = train(table, target)
  const share = learnedShare(model, 'joined')
  const influence = model.learned ? influenceOf(model, table) : []
  const cut = Math.floor(leads.length * (1 - HELD_OUT))
  const older = Uint32Array.from({ length: cut }, (_, row) => row)
  const newest = Uint32Array.from({ length: leads.length - cut }, (_, row) => cut + row)
  const heldTarget = target.subarray(cut)
  const nothing = {
    metrics: null,
    before: null,
    beside: null,
    reliability: [],
    influence,
    learnedShare: share,
  }
  if (!model.learned || !canTell(heldTarget)) return { model, card: nothing, isKept: true }

  const held = pickRows(table, newest)
  const forecast = predict(train(pickRows(table, older), target.subarray(0, cut)), held)
  const compared = inUse?.model.learned ? compare() : null
  return {
    model,
    card: {
      metrics: measure(heldTarget, forecast),
      before: compared?.before ?? null,
      beside: compared?.beside ?? null,
      reliability: reliabilityCurve(heldTarget, forecast),
      influence,
      learnedShare: share,
    },
    isKept: compared === null || compared.beside.logLoss <= compared.before.logLoss + NO_WORSE,
  }

  function compare() {
    if (!inUse) return null
    const unseen = Uint32Array.from(newest.filter(row => isAfter(leads[row], inUse.trainedAt)))
    const outcomes = Uint8Array.from(unseen, row => target[row] ?? 0)
    if (!canTell(outcomes)) return null
    return {
      before: measure(outcomes, predict(inUse.model, pickRows(table, unseen))),
      beside: measure(
        outcomes,
        Float64Array.from(unseen, row => forecast[row - cut] ?? 0),
      ),
    }
  }
}

const isAfter = (lead: ClosedLead | undefined, at: Date) => lead !== undefined && lead.closed_at > at

/** Whether there are enough of both outcomes. */
function canTell(outcomes: Uint8Array): boolean {
  const positives = outcomes.reduce((sum, one) => sum + one, 0)
  return Math.min(positives, outcomes.length - positives) >= FEWEST_HELD_OUT
}

/** How many points each heading moves a learned score on average, up or down. */
function influenceOf(model: LearnedModel, table: FeatureTable): Card['influence'] {
  const step = Math.max(1, Math.floor(table.rows / LOOKED_AT))
  const rows = Uint32Array.from({ length: Math.floor(table.rows / step) }, (_, at) => at * step)
  const sums = new Map<string, number>()
  for (const explanation of explain(model, pickRows(table, rows))) {
    const here = new Map<string, number>()
    for (const { name, points } of learnedScore(explanation).parts) {
      const heading = headingOf(name)
      here.set(heading, (here.get(heading) ?? 0) + points)
    }
    for (const [heading, points] of here) sums.set(heading, (sums.get(heading) ?? 0) + Math.abs(points))
  }
  return [...sums]
    .map(([name, sum]) => ({ name, points: Math.round((10 * sum) / Math.max(1, rows.length)) / 10 }))
    .filter(one => one.points > 0)
    .sort((a, b) => b.points - a.points)
}
