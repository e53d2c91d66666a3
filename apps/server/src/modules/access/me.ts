import type { Principal } from '@optimwalls/permissions'
import type { AccessPlatform } from './access.platform.ts'
import { findEmail, findTeams } from './people.repository.ts'

/** What `GET /api/me` answers: the person, their rights, and the settings every screen needs. */
export async function describeMe(
  { db, config }: Pick<AccessPlatform, 'db' | 'config'>,
  principal: Principal,
) {
  const [email, teams] = await Promise.all([findEmail(db, principal.userId), findTeams(db)])
  const named = teams.map(({ id, name }) => ({ id, name }))
  return {
    id: principal.userId,
    name: principal.name,
    email: email ?? '',
    roles: [...principal.roles],
    permissions: [...principal.permissions],
    second_factor_due: principal.needsSecondFactor === true,
    team: named.find(team => team.id === principal.teamId) ?? null,
    teams: named.filter(team => principal.teamIds.includes(team.id)),
    firm: { currency: config.currency, country: config.country, time_zone: config.timeZone },
  }
}
