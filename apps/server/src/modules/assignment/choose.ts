import type { AssignableLead } from '../leads/index.ts'
import type { Strategy } from './assignment.schemas.ts'

/** Somebody who could get a lead by a rule. */
export interface Candidate {
  id: number
  /** Open leads they have. */
  open: number
  /** Open leads at most; null for any number. */
  capacity: number | null
  expertise: readonly string[]
  languages: readonly string[]
  areas: readonly string[]
  /** Whether these are hours of work for them: who is at work comes first. */
  isAtWork: boolean
  /** When the rule last gave them a lead, counted in leads; 0 for never. */
  turn: number
}

/** Whom a rule chose, and why in words. */
export interface Choice<T> {
  candidate: T
  why: string
}

type SkillLead = Pick<AssignableLead, 'project_type' | 'property_type' | 'style' | 'language' | 'location'>

/** Who has no capacity of their own is compared as if this were it. */
const USUAL_CAPACITY = 50

const load = ({ open, capacity }: Candidate): number => open / (capacity || USUAL_CAPACITY)
/** As people write it: High budget, high_budget. */
const plain = (word: string): string => word.toLowerCase().replaceAll('_', ' ').trim()
const has = (words: readonly string[], word: string | null): boolean =>
  word !== null && words.some(one => plain(one) === plain(word))

/** What of the lead suits somebody, in words. */
function suits({ expertise, languages, areas }: Candidate, lead: SkillLead): string[] {
  const known = [lead.project_type, lead.property_type, lead.style].filter(word => has(expertise, word))
  return [
    ...known.map(word => `knows ${String(word).replaceAll('_', ' ')}`),
    ...(has(languages, lead.language) ? [`speaks ${lead.language}`] : []),
    ...(has(areas, lead.location) ? [`works in ${lead.location}`] : []),
  ]
}

const COMPARE: Record<Strategy, (a: Candidate, b: Candidate, lead: SkillLead) => number> = {
  expertise: (a, b, lead) => suits(b, lead).length - suits(a, lead).length,
  least_open: (a, b) => load(a) - load(b),
  round_robin: (a, b) => a.turn - b.turn,
}

/** Chooses who gets a lead: never somebody whose capacity is used up, those at work first, then by the strategies in order. Ties go
 *  to whoever has waited longest, then to the smaller id, so that the same question always has the same answer.
 *  @param otherwise says why where nothing speaks for them */
export function choose<T extends Candidate>(
  candidates: readonly T[],
  strategy: readonly Strategy[],
  lead: SkillLead,
  otherwise = 'next in turn',
): Choice<T> | null {
  const free = candidates.filter(({ open, capacity }) => capacity === null || open < capacity)
  const ordered = [...free].sort((a, b) => {
    if (a.isAtWork !== b.isAtWork) return a.isAtWork ? -1 : 1
    for (const by of strategy) {
      const difference = COMPARE[by](a, b, lead)
      if (difference !== 0) return difference
    }
    return a.turn - b.turn || a.id - b.id
  })
  const [candidate] = ordered
  if (!candidate) return null
  const why = strategy.flatMap(by => sayWhy(by, candidate, lead)).join(', ')
  return { candidate, why: why || otherwise }
}

function sayWhy(by: Strategy, candidate: Candidate, lead: SkillLead): string[] {
  if (by === 'expertise') return suits(candidate, lead)
  if (by === 'round_robin') return ['next in turn']
  const { open, capacity } = candidate
  return [`least open work: ${open}${capacity === null ? '' : ` of ${capacity}`}`]
}
