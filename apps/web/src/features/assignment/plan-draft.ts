import type { Conditions, Plan, Rule, Strategy, Trial } from './api.ts'

/** A rule that is being edited; `key` stays with it wherever it is moved to. */
export type DraftRule = Omit<Rule, 'id' | 'conditions'> & { key: string; id?: number; conditions: Conditions }
export type PlanDraft = Omit<Plan, 'rules' | 'version'> & { rules: DraftRule[] }

export const STRATEGY_WORDS: Record<Strategy, string> = {
  round_robin: 'In turn',
  least_open: 'Least open work against capacity',
  expertise: 'Best expertise',
}

/** Strategies as they can be chosen: one, or two of which the second decides where the first finds no difference. */
export const STRATEGY_CHOICES: readonly { value: string; label: string }[] = [
  { value: 'round_robin', label: STRATEGY_WORDS.round_robin },
  { value: 'least_open', label: STRATEGY_WORDS.least_open },
  { value: 'expertise', label: STRATEGY_WORDS.expertise },
  { value: 'expertise,least_open', label: 'Best expertise, then least open work' },
  { value: 'least_open,expertise', label: 'Least open work, then best expertise' },
]

const isStrategy = (word: string): word is Strategy => word in STRATEGY_WORDS

export const strategyOf = (value: string): Strategy[] => value.split(',').filter(isStrategy)

export const draftOf = ({ version: _version, rules, ...plan }: Plan): PlanDraft => ({
  ...plan,
  rules: rules.map(rule => ({ ...rule, key: `rule-${rule.id}` })),
})

/** As the server takes it. */
export const bodyOf = ({ rules, ...plan }: PlanDraft): Trial => ({
  ...plan,
  rules: rules.map(({ key: _key, conditions, ...rule }) => ({
    ...rule,
    conditions: conditions as Rule['conditions'],
  })),
})

export const newRule = (name: string): DraftRule => ({
  key: crypto.randomUUID(),
  name,
  is_active: true,
  conditions: {},
  team_id: null,
  user_ids: [],
  strategy: ['round_robin'],
})

/** A name that no rule has yet. */
export function freshName(rules: readonly { name: string }[]): string {
  for (let i = rules.length + 1; ; i++) {
    const name = `Rule ${i}`
    if (rules.every(rule => rule.name !== name)) return name
  }
}

/** The list with one of it put elsewhere; ends hold. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list]
  const [one] = next.splice(from, 1)
  if (one !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, one)
  return next
}
