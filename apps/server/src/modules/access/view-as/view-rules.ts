import { type Grant, scopeOf } from '@optimwalls/permissions'
import { isSuperAdmin, whyNotAlter, whyNotGive } from '../admin/admin-rules.ts'
import type { Rights } from '../principal.repository.ts'
import type { View } from './view.repository.ts'

const NOBODYS = 'Nobody looks on as a Super Admin.'

/** Why `actor` may not look on as this person; null when they may. Nobody sees by it what they could not see themselves. */
export function whyNotViewAs(actor: Rights, person: Rights): string | null {
  if (isSuperAdmin(person)) return NOBODYS
  if (isSuperAdmin(actor)) return null
  const why = whyNotAlter(actor, person)
  if (why) return why
  const teams = [...person.teamIds, ...(person.teamId === null ? [] : [person.teamId])]
  const isSeenBy = ({ module, action }: Grant): boolean => {
    const reach = scopeOf(actor, module, action as never)
    if (reach === 'all') return true
    // A person without a team has records that no team reaches.
    return reach === 'team' && person.teamId !== null && teams.every(id => actor.teamIds.includes(id))
  }
  return person.permissions.every(isSeenBy) ? null : 'This person sees what you do not.'
}

/** Why `actor` may not look on as whoever holds the role; null when they may. */
export function whyNotViewRole(
  actor: Rights,
  role: { name: string; grants: readonly Grant[] },
): string | null {
  return isSuperAdmin({ roles: [role.name] }) ? NOBODYS : whyNotGive(actor, role)
}

/** Whether a view that was begun still holds: the actor still manages people, and sees no less than is seen by it. */
export function maySee(actor: Rights, seen: Rights, view: View): boolean {
  if (scopeOf(actor, 'Administration', 'manage_users') === null) return false
  const [name = ''] = seen.roles
  const why =
    view.userId === null
      ? whyNotViewRole(actor, { name, grants: seen.permissions })
      : whyNotViewAs(actor, seen)
  return why === null
}
