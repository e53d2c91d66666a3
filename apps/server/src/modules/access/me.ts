import type { Principal } from '@optimwalls/permissions'
import type { AccessPlatform } from './access.platform.ts'
import { readNavigation } from './navigation/navigation.service.ts'
import { findEmail, findName, findTeams } from './people.repository.ts'
import { readPreferences } from './preferences/preferences.ts'

/** What `GET /api/me` answers: the person, their rights, and the settings every screen needs. */
export async function describeMe(
  { db, config }: Pick<AccessPlatform, 'db' | 'config'>,
  principal: Principal,
) {
  const [email, teams, navigation, preferences] = await Promise.all([
    findEmail(db, principal.userId),
    findTeams(db),
    readNavigation(db, principal),
    readPreferences(db, principal.userId),
  ])
  const named = teams.map(({ id, name }) => ({ id, name }))
  return {
    id: principal.userId,
    name: principal.name,
    email: email ?? '',
    roles: [...principal.roles],
    permissions: [...principal.permissions],
    viewing:
      principal.viewedBy === undefined
        ? null
        : {
            as: principal.viewedRole ?? principal.name,
            is_role: principal.viewedRole !== undefined,
            by: { id: principal.viewedBy, name: (await findName(db, principal.viewedBy)) ?? '' },
            ends_at: principal.viewEndsAt?.toISOString() ?? '',
          },
    second_factor_due: principal.needsSecondFactor === true,
    team: named.find(team => team.id === principal.teamId) ?? null,
    teams: named.filter(team => principal.teamIds.includes(team.id)),
    navigation,
    preferences,
    firm: { currency: config.currency, country: config.country, time_zone: config.timeZone },
  }
}
