import {
  type ActionOf,
  type Principal,
  reachOf,
  type Scope,
  scopeOf,
  type Way,
  wayTo,
} from '@optimwalls/permissions'
import type { LeadStanding } from './leads.repository.ts'

/** What is done to one living lead; a deleted one is only seen and restored. */
export const LEAD_DEEDS = [
  'view',
  'edit',
  'move',
  'log',
  'assign',
  'delete',
  'restore',
  'export',
  'merge',
] as const
export type LeadDeed = (typeof LEAD_DEEDS)[number]

/** What decides over a lead: whose it is, and whether it is deleted. */
export type LeadPlace = Pick<LeadStanding, 'assigned_to' | 'team_id' | 'deleted_at'>

/** One permission that a deed takes, and how it is met. */
export interface Requirement {
  permission: ActionOf<'CRM'>
  /** The permission must reach the lead; otherwise holding it is enough. */
  mustReach: boolean
  /** The reach of the permission; null where it is not held. */
  scope: Scope | null
  /** How the lead lies within that reach; null where it does not. */
  way: Way | null
  isMet: boolean
}

/** The deeds that there are for this lead. */
export const deedsFor = ({ deleted_at }: LeadPlace): readonly LeadDeed[] =>
  LEAD_DEEDS.filter(deed =>
    deleted_at === null ? deed !== 'restore' : deed === 'view' || deed === 'restore',
  )

/** What a deed takes, each with how this person meets it. All must be met. */
export function requirements(principal: Principal | null, deed: LeadDeed, lead: LeadPlace): Requirement[] {
  const judge = (permission: ActionOf<'CRM'>, mustReach = true): Requirement => {
    const scope = principal && scopeOf(principal, 'CRM', permission)
    const belonging = { owner: lead.assigned_to, team: lead.team_id }
    const way = principal && scope && wayTo(reachOf(principal, scope), belonging)
    return { permission, mustReach, scope, way, isMet: mustReach ? way !== null : scope !== null }
  }
  // Whoever hands a lead on changes it: to whom they may give it is a question of the people that "assign" reaches.
  if (deed === 'assign') return [judge('edit'), judge('assign', false)]
  if (deed === 'view' && lead.deleted_at !== null) return [judge('view'), judge('restore')]
  return [judge(deed)]
}

/** Whether the person may do this with the lead. */
export function mayDo(principal: Principal, deed: LeadDeed, lead: LeadPlace): boolean {
  return requirements(principal, deed, lead).every(({ isMet }) => isMet)
}
