import { type ActionOf, CATALOGUE, type ModuleName } from './catalogue.ts'
import type { Grant, Scope } from './principal.ts'

export type DefaultRoleName = 'Super Admin' | 'Admin' | 'Manager' | 'Employee' | 'Designer' | 'Client'

export interface DefaultRole {
  name: DefaultRoleName
  /** What the role is for, in one sentence. */
  description: string
  grants: readonly Grant[]
}

/** The roles of a new firm. A Super Admin may change each in the permission matrix. */
export const DEFAULT_ROLES: readonly DefaultRole[] = [
  {
    name: 'Super Admin',
    description: 'Sees and does everything; gives and takes access.',
    grants: (Object.keys(CATALOGUE) as ModuleName[]).flatMap(module => every(module, 'all')),
  },
  {
    name: 'Admin',
    description: 'Runs sales and marketing for the whole firm.',
    grants: [
      ...every('CRM', 'all'),
      ...grant('Marketing', 'all', 'view', 'create', 'edit', 'delete', 'report'),
      ...grant('Design', 'all', 'view'),
      ...every('Analytics', 'team'),
      ...grant('Administration', 'all', 'view_users', 'manage_users', 'view_audit', 'manage_privacy'),
    ],
  },
  {
    name: 'Manager',
    description: "Leads a sales team and sees the team's leads and figures.",
    grants: [
      ...grant('CRM', 'team', 'view', 'create', 'edit', 'move', 'log', 'convert', 'assign', 'export'),
      ...every('Analytics', 'team'),
    ],
  },
  {
    name: 'Employee',
    description: 'Looks after the leads assigned to them.',
    grants: [
      ...grant('CRM', 'own', 'view', 'create', 'edit', 'move', 'log', 'convert'),
      ...grant('Marketing', 'own', 'report'),
      ...grant('Analytics', 'own', 'view'),
    ],
  },
  {
    name: 'Designer',
    description: 'Works on the design projects assigned to them.',
    grants: grant('Design', 'own', 'view', 'edit', 'upload'),
  },
  {
    name: 'Client',
    description: 'Follows their own project in the client portal.',
    grants: grant('Design', 'own', 'portal', 'feedback'),
  },
]

function grant<M extends ModuleName>(module: M, scope: Scope, ...actions: ActionOf<M>[]): Grant[] {
  return actions.map(action => ({ module, action, scope }))
}

function every<M extends ModuleName>(module: M, scope: Scope): Grant[] {
  return grant(module, scope, ...(Object.keys(CATALOGUE[module]) as ActionOf<M>[]))
}
