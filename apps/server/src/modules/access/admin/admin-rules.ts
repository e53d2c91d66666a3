import { beyond, type Grant, type Holder } from '@optimwalls/permissions'
import { SUPER_ADMIN } from '../roles.service.ts'

/** Somebody whom an administrator wants to change, or to be. */
export interface Standing extends Holder {
  /** Names of the roles held. */
  roles: readonly string[]
}

export interface GivenRole {
  name: string
  grants: readonly Grant[]
}

export const isSuperAdmin = ({ roles }: Pick<Standing, 'roles'>): boolean => roles.includes(SUPER_ADMIN)

/** Why `actor` may not change, sign out or reset this person; null when they may. */
export function whyNotAlter(actor: Standing, person: Standing): string | null {
  if (isSuperAdmin(actor)) return null
  if (isSuperAdmin(person)) return 'Only a Super Admin may change a Super Admin.'
  const administration = person.permissions.filter(({ module }) => module === 'Administration') as Grant[]
  return beyond(actor, administration).length > 0
    ? 'This person has more say over access than you have.'
    : null
}

/** Why `actor` may neither give nor take this role; null when they may. */
export function whyNotGive(actor: Standing, role: GivenRole): string | null {
  if (isSuperAdmin(actor)) return null
  if (role.name === SUPER_ADMIN) return 'Only a Super Admin makes someone a Super Admin.'
  return beyond(actor, role.grants).length > 0
    ? `The role ${role.name} may do more than you: ask a Super Admin to give it.`
    : null
}
