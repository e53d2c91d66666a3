/** What of two leads is compared beside the name. */
export interface Circumstances {
  project_type: string | null
  configuration: string | null
  budget: number | null
}

/** Names less alike than this are two people. */
const LEAST_ALIKE = 0.5
/** Pairs below this score are not worth anybody's time. */
export const LEAST_SCORE = 55

/** How sure it is that two leads of one city are one person, of 100: how alike their names are, and whether they want the same home.
 *  Null when it is not worth asking. `alike` is the trigram similarity of the names as they sound. */
export function scoreOf(alike: number, one: Circumstances, other: Circumstances): number | null {
  if (alike < LEAST_ALIKE) return null
  let score = 80 * alike
  score += compared(one.project_type, other.project_type, 4, -10)
  score += compared(one.configuration, other.configuration, 8, -10)
  if (one.budget !== null && other.budget !== null) score += nearness(one.budget, other.budget)
  const rounded = Math.max(1, Math.min(99, Math.round(score)))
  return rounded < LEAST_SCORE ? null : rounded
}

function compared(one: string | null, other: string | null, same: number, different: number): number {
  if (one === null || other === null) return 0
  return one.toLowerCase() === other.toLowerCase() ? same : different
}

function nearness(one: number, other: number): number {
  const [less, more] = one < other ? [one, other] : [other, one]
  if (more === 0) return 0
  if (less / more >= 0.85) return 7
  return less / more < 0.5 ? -10 : 0
}
