import type { Conditions } from '../api.ts'
import type { ClientPlan, ClientPlanTrial, ClientRule, PlaceName, PlaceRules } from './api.ts'

/** A rule that is being edited; `key` stays with it wherever it is moved to. */
export type DraftClientRule = Omit<ClientRule, 'conditions'> & { key: string; conditions: Conditions }
export interface PlaceDraft {
  rules: DraftClientRule[]
  fallback_id: number | null
}
export type ClientPlanDraft = Record<PlaceName, PlaceDraft>

export const CRITERION_WORDS: Record<ClientRule['goes_by'][number], string> = {
  workload: 'Workload: who has least in hand for what they can take',
  skill: 'Skill: who knows the kind of project and speaks the language',
  city: 'City: who works there',
}

const placeDraft = (place: PlaceName, { rules, fallback_id }: PlaceRules): PlaceDraft => ({
  fallback_id,
  rules: rules.map((rule, i) => ({ ...rule, key: `${place}-${i}` })),
})

export const clientDraftOf = ({ account_owner, designer }: ClientPlan): ClientPlanDraft => ({
  account_owner: placeDraft('account_owner', account_owner),
  designer: placeDraft('designer', designer),
})

const placeBody = ({ rules, fallback_id }: PlaceDraft): PlaceRules => ({
  fallback_id,
  rules: rules.map(({ key: _key, conditions, ...rule }) => ({
    ...rule,
    conditions: conditions as ClientRule['conditions'],
  })),
})

/** As the server takes it. */
export const clientBodyOf = ({ account_owner, designer }: ClientPlanDraft): ClientPlanTrial => ({
  account_owner: placeBody(account_owner),
  designer: placeBody(designer),
})

export const newClientRule = (name: string): DraftClientRule => ({
  key: crypto.randomUUID(),
  name,
  ...{ is_active: true, conditions: {}, who: 'anybody', team_id: null, user_ids: [] },
  goes_by: ['workload', 'skill', 'city'],
})

/** Whom a rule chooses among, as one value of a list. */
export const whoValue = ({ who, team_id }: Pick<ClientRule, 'who' | 'team_id'>): string =>
  who === 'team' ? `team:${team_id}` : who

export function whoOf(value: string): Pick<ClientRule, 'who' | 'team_id' | 'user_ids'> {
  if (value.startsWith('team:')) return { who: 'team', team_id: Number(value.slice(5)), user_ids: [] }
  return { who: value as ClientRule['who'], team_id: null, user_ids: [] }
}
