import {
  type AttributeScore,
  type Column,
  type Engagement,
  engagementScore,
  type FeatureTable,
} from '@optimwalls/scoring'
import type { LeadFacts } from './lead-facts.ts'
import { ATTRIBUTES, type Attribute, type ScoringSettings, type VALUED } from './scoring.schemas.ts'

const DAY_MS = 86_400_000
const DAYS_A_MONTH = 30.4

/** Months to the handing over of the keys at which it is most and least urgent. */
const SOON_MONTHS = 4
const FAR_MONTHS = 18
/** Keys that were handed over already: the home can be begun, if it has not been. */
const HANDED_OVER_SCORE = 40

const round2 = (value: number) => Math.round(value * 100) / 100

/** Months from the moment to the handing over of the keys; below 0 when that is past. */
function monthsToPossession({ possession_date, at }: LeadFacts): number {
  if (possession_date === null) return Number.NaN
  return round2((Date.parse(possession_date) - at.getTime()) / DAY_MS / DAYS_A_MONTH)
}

const ASKED = [
  'location',
  'project_type',
  'property_type',
  'configuration',
  'budget',
  'carpet_area_sqft',
  'possession_date',
] as const

/** Share of what is asked of a lead that is known, 0 to 1. */
export function known(lead: LeadFacts): number {
  const filled = ASKED.filter(field => lead[field] !== null).length + (lead.has_contact ? 1 : 0)
  return filled / (ASKED.length + 1)
}

function engagementOf(lead: LeadFacts, halfLifeDays: number): number {
  const by = (who: Engagement['by']) => (ageDays: number) => ({ by: who, ageDays })
  // That they enquired is the first thing that they did.
  const engagements = [
    ...[lead.age, ...lead.client_ages].map(by('client')),
    ...lead.firm_ages.map(by('firm')),
  ]
  return engagementScore(engagements, halfLifeDays)
}

/** Logarithmic between the two ends: from 2 to 4 lakh is as much as from 20 to 40. */
function budgetScore(budget: number | null, { low, high }: ScoringSettings['budget']): number | null {
  if (budget === null) return null
  if (budget <= low) return 0
  return Math.min(100, (100 * Math.log(budget / low)) / Math.log(high / low))
}

function possessionScore(months: number): number | null {
  if (Number.isNaN(months)) return null
  if (months < 0) return HANDED_OVER_SCORE
  const urgency = (FAR_MONTHS - months) / (FAR_MONTHS - SOON_MONTHS)
  return 20 + 80 * Math.min(1, Math.max(0, urgency))
}

/** The values that the firm has given a worth, to be looked up. */
export function worthOf({
  values,
}: ScoringSettings): (attribute: (typeof VALUED)[number], value: string | null) => number | null {
  const key = (attribute: string, value: string) => `${attribute} ${value.trim().toLowerCase()}`
  const scores = new Map(values.map(one => [key(one.attribute, one.value), one.score]))
  return (attribute, value) => (value === null ? null : (scores.get(key(attribute, value)) ?? null))
}

/** Each attribute of a lead as 0 to 100; null where nothing is known. */
export function attributesOf(
  lead: LeadFacts,
  settings: ScoringSettings,
  worth = worthOf(settings),
): AttributeScore[] {
  const scores: Record<Attribute, number | null> = {
    budget: budgetScore(lead.budget, settings.budget),
    engagement: engagementOf(lead, settings.half_life_days),
    location: worth('location', lead.location),
    project_type: worth('project_type', lead.project_type),
    source: worth('source', lead.source),
    possession: possessionScore(monthsToPossession(lead)),
    completeness: 100 * known(lead),
  }
  return ATTRIBUTES.map(attribute => ({ attribute, score: scores[attribute] }))
}

/** What is learned from, and the heading under which people read of it. */
const COLUMNS: readonly {
  name: string
  heading: string
  numbers?: (lead: LeadFacts, settings: ScoringSettings) => number
  words?: (lead: LeadFacts) => string | null
}[] = [
  { name: 'budget', heading: 'budget', numbers: lead => lead.budget ?? Number.NaN },
  {
    name: 'engagement',
    heading: 'engagement',
    numbers: (lead, settings) => engagementOf(lead, settings.half_life_days),
  },
  { name: 'possession', heading: 'possession', numbers: monthsToPossession },
  { name: 'completeness', heading: 'completeness', numbers: known },
  { name: 'carpet_area_sqft', heading: 'home', numbers: lead => lead.carpet_area_sqft ?? Number.NaN },
  { name: 'location', heading: 'location', words: lead => lead.location?.trim().toLowerCase() ?? null },
  { name: 'project_type', heading: 'project_type', words: lead => lead.project_type },
  { name: 'source', heading: 'source', words: lead => lead.source?.trim().toLowerCase() ?? null },
  { name: 'property_type', heading: 'home', words: lead => lead.property_type?.trim().toLowerCase() ?? null },
  { name: 'configuration', heading: 'home', words: lead => lead.configuration?.trim().toLowerCase() ?? null },
  { name: 'language', heading: 'language', words: lead => lead.language?.trim().toLowerCase() ?? null },
  {
    name: 'campaign',
    heading: 'campaign',
    words: lead => (lead.campaign_id === null ? null : `${lead.campaign_id}`),
  },
]

const HEADINGS = new Map(COLUMNS.map(({ name, heading }) => [name, heading]))
/** The heading of a learned column: several tell of the home. */
export const headingOf = (column: string): string => HEADINGS.get(column) ?? column

/** Leads as the learner reads them. What is off is as if it were not known. */
export function toTable(leads: readonly LeadFacts[], settings: ScoringSettings): FeatureTable {
  const off = new Set<string>(settings.attributes.flatMap(({ name, is_on }) => (is_on ? [] : [name])))
  const columns = COLUMNS.map(({ name, heading, numbers, words }): Column => {
    const isOff = off.has(heading)
    if (numbers) {
      const values = leads.map(lead => (isOff ? Number.NaN : numbers(lead, settings)))
      return { name, kind: 'numeric', values }
    }
    return { name, kind: 'categorical', values: leads.map(lead => (isOff ? null : (words?.(lead) ?? null))) }
  })
  return { rows: leads.length, columns }
}
