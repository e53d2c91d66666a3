import type { Http } from '../../../platform/http/server.ts'
import type { AccessPlatform } from '../access.platform.ts'
import type { AuthService } from '../auth.service.ts'
import type { People } from '../people.ts'
import type { Refusals } from '../refusals.ts'
import type { Sessions } from '../sessions.service.ts'
import type { SignInGuard } from '../sign-in-guard.ts'
import { createApiKeys } from './api-keys.service.ts'
import { createAuditLog } from './audit-log.ts'
import { type Changes, createChanges } from './changes.ts'
import { createInvitations, type Invitations } from './invitations.service.ts'
import { createOnboardingRules } from './onboarding.service.ts'
import { roleRoutes } from './roles.routes.ts'
import { createRolesAdmin } from './roles-admin.service.ts'
import { securityRoutes } from './security.routes.ts'
import { createSignInLock } from './sign-in-lock.ts'
import { createTeams } from './teams.service.ts'
import { userRoutes } from './users.routes.ts'
import { createUsers } from './users.service.ts'

export interface AdministrationNeeds {
  refusals: Refusals
  sessions: Sessions
  people: People
  auth: Pick<AuthService, 'sendReset'>
  guard: SignInGuard
}

/** Giving and taking rights: people, invitations, teams, roles, keys, the audit log, and what new people get. */
export interface Administration {
  invitations: Invitations
  changes: Changes
  routes(http: Http): void
}

export function createAdministration(
  platform: AccessPlatform,
  { refusals, sessions, people, auth, guard }: AdministrationNeeds,
): Administration {
  const { db } = platform
  const changes = createChanges(platform)
  const invitations = createInvitations(platform, { refusals, changes })
  return {
    invitations,
    changes,
    routes(http) {
      userRoutes(http, {
        platform,
        invitations,
        signInLock: createSignInLock({ db, refusals, guard }),
        users: createUsers({
          db,
          refusals,
          sessions,
          changes,
          sendReset: auth.sendReset,
          mail: platform.mail,
          publicUrl: platform.config.publicUrl,
        }),
      })
      roleRoutes(http, {
        platform,
        roles: createRolesAdmin({ db, refusals, changes }),
        teams: createTeams({ db, refusals, changes }),
      })
      securityRoutes(http, {
        platform,
        apiKeys: createApiKeys({ db, refusals }),
        auditLog: createAuditLog({ db, people }),
        onboarding: createOnboardingRules({ db, refusals, changes }),
      })
    },
  }
}
