import type { Scope } from '@optimwalls/permissions'
import { type LeadDeed, type LeadPlace, type Requirement, requirements } from '../lead-deeds.ts'
import type { Holding } from '../leads.neighbours.ts'

/** What is known of the lead for the words. */
export interface LeadFacts extends LeadPlace {
  owner: string | null
  team: string | null
}

/** Whether a person may do something with a lead, and why. */
export interface Why {
  deed: LeadDeed
  allowed: boolean
  /** What decided: the permission that is missing or falls short, or the last one that lets them in. */
  permission: string
  scope: Scope | null
  /** The roles that give the permission with this scope. */
  roles: string[]
  /** What lets the lead be within the scope. */
  way: Requirement['way']
  /** All of it as a sentence. */
  reason: string
}

/** What a permission lets a person do, with `~` where its reach is said. */
const DEEDS: Readonly<Record<string, string>> = {
  view: 'see ~',
  edit: 'change ~',
  move: 'move ~ from stage to stage',
  log: 'log calls and notes on ~',
  assign: 'decide who looks after ~',
  delete: 'delete ~',
  restore: 'see and bring back deleted ~',
  export: 'take out ~ as a file',
  merge: 'merge ~',
}

const REACHES: Readonly<Record<Scope, string>> = {
  own: 'leads of their own',
  team: 'leads of their teams',
  all: 'all leads',
}

const wordsOf = (permission: string, what: string) =>
  permission === 'restore' && what === REACHES.all
    ? 'see and bring back all deleted leads'
    : (DEEDS[permission] ?? permission).replace('~', what)

/** Tells why a person may or may not do something with a lead, from the same judgement by which the lead is read. */
export function why(holding: Holding, deed: LeadDeed, lead: LeadFacts): Why {
  const judged = requirements(holding.principal, deed, lead)
  const decisive = judged.find(({ isMet }) => !isMet) ?? judged.find(({ mustReach }) => mustReach)
  if (!decisive) throw new Error(`nothing decides over "${deed}"`)
  const { permission, scope, way } = decisive
  const allowed = judged.every(({ isMet }) => isMet)
  const told = allowed ? judged : [decisive]
  return {
    deed,
    allowed,
    permission,
    scope,
    roles: rolesGiving(holding, decisive),
    way,
    reason: told.map(requirement => reasonOf(holding, requirement, lead)).join(' '),
  }
}

/** The roles that give the permission with the scope that counts. */
const rolesGiving = ({ given }: Holding, { permission, scope }: Requirement): string[] =>
  given
    .filter(grant => grant.module === 'CRM' && grant.action === permission && grant.scope === scope)
    .map(({ role }) => role)

function reasonOf(holding: Holding, requirement: Requirement, lead: LeadFacts): string {
  const { person, principal } = holding
  const { permission, scope, way, mustReach } = requirement
  if (!principal) return `${person.name} was deactivated and may do nothing.`
  if (scope === null) {
    return principal.roles.length === 0
      ? `${person.name} has no role.`
      : `No role of theirs (${principal.roles.join(', ')}) lets them ${wordsOf(permission, 'leads')}.`
  }
  const holds = `${rolesGiving(holding, requirement).join(' and ')} may ${wordsOf(permission, REACHES[scope])}`
  if (way === 'all' || !mustReach) return `${holds}.`
  if (way === 'owner') return `${holds}, and they look after this one.`
  if (way === 'team') {
    const tie = principal.teamId === lead.team_id ? 'where they work' : 'which they lead'
    return `${holds}, and this one belongs to ${lead.team ?? 'a team'}, ${tie}.`
  }
  return `${holds}, but this one ${belongsTo(lead)}.`
}

function belongsTo({ owner, team }: LeadFacts): string {
  if (owner === null) return team === null ? "is nobody's and in no team" : `is nobody's, in the team ${team}`
  return team === null
    ? `is looked after by ${owner}, in no team`
    : `is looked after by ${owner} in the team ${team}`
}
