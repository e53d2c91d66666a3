import {
  type Confidence,
  confidenceOf,
  explain,
  joinScores,
  type LearnedModel,
  learnedScore,
  learnedShare,
  type Part,
  type PartedScore,
  shownScore,
  weightedScore,
} from '@optimwalls/scoring'
import type { LeadFacts } from './lead-facts.ts'
import { attributesOf, headingOf, known, toTable, worthOf } from './lead-judgement.ts'
import type { ScoringSettings } from './scoring.schemas.ts'

/** A model with its id; without one only the weights speak. */
export interface ModelInUse {
  id: number
  model: LearnedModel
  /** Leads that closed before are known to it. */
  trainedAt: Date
}

/** The score of an open lead and what it is made of. */
export interface Scored {
  leadId: number
  /** 1 to 99 */
  score: number
  /** 0 to 1; null while nothing is learned. */
  probability: number | null
  learned: number
  confidence: Confidence
  base: number
  points: Part[]
}

const NOTHING_LEARNED: LearnedModel = { rows: 0, positives: 0, learned: null }

/** Scores leads by the firm's settings and what was learned: the weighted and the learned score as one. */
export function scoreLeads(
  leads: readonly LeadFacts[],
  settings: ScoringSettings,
  inUse: ModelInUse | null,
): Scored[] {
  const model = inUse?.model ?? NOTHING_LEARNED
  const share = learnedShare(model, settings.mode)
  const { worth, weights } = measuresOf(settings)
  const explanations = model.learned ? explain(model, toTable(leads, settings)) : []
  return leads.map((lead, row) => {
    const explanation = explanations[row]
    const learned = explanation && byHeading(learnedScore(explanation))
    const weighted = weightedScore(attributesOf(lead, settings, worth), weights)
    const joined = share === 0 && weighted ? weighted : joinScores(weighted, learned ?? null, share)
    const { score, base, parts } = joined ?? { score: 50, base: 50, parts: [] }
    return {
      leadId: lead.id,
      score: shownScore(score),
      probability: explanation?.probability ?? null,
      learned: share,
      confidence: confidenceOf(model, known(lead)),
      base,
      points: parts,
    }
  })
}

interface Measures {
  worth: ReturnType<typeof worthOf>
  weights: Record<string, number>
}

const measures = new WeakMap<ScoringSettings, Measures>()

/** Made once of settings, which change rarely. */
function measuresOf(settings: ScoringSettings): Measures {
  const known = measures.get(settings)
  if (known) return known
  const made = {
    worth: worthOf(settings),
    weights: Object.fromEntries(
      settings.attributes.map(({ name, weight, is_on }) => [name, is_on ? weight : 0]),
    ),
  }
  measures.set(settings, made)
  return made
}

function byHeading(score: PartedScore): PartedScore {
  const points = new Map<string, number>()
  for (const part of score.parts) {
    const heading = headingOf(part.name)
    points.set(heading, (points.get(heading) ?? 0) + part.points)
  }
  return { ...score, parts: [...points].map(([name, sum]) => ({ name, points: sum })) }
}
