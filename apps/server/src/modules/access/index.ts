import { type Permission, type Principal, type Scope, scopeOf } from '@optimwalls/permissions'
import type { Http } from '../../platform/http/server.ts'
import { createPruneJob } from './access.jobs.ts'
import type { AccessPlatform } from './access.platform.ts'
import { accessRoutes } from './access.routes.ts'
import { createAdministration } from './admin/administration.ts'
import { createChainJob } from './audit-chain/chain.job.ts'
import { authRoutes } from './auth.routes.ts'
import { createAuthService } from './auth.service.ts'
import { type Authenticator, createAuthenticator } from './authenticate.ts'
import { availabilityRoutes } from './availability/availability.routes.ts'
import { createBulkReads } from './bulk-reads.ts'
import { createDoor } from './door.ts'
import { createFirstAdmin } from './first-admin.ts'
import { findHoldings, type Holding } from './holdings.ts'
import { createKnownDevices } from './known-devices/known-devices.ts'
import { navigationRoutes } from './navigation/navigation.routes.ts'
import { oidcRoutes } from './oidc.routes.ts'
import { createOidc } from './oidc.ts'
import { createPasswords } from './passwords.ts'
import { createPeople, type People } from './people.ts'
import { preferencesRoutes } from './preferences/preferences.routes.ts'
import { createRefusalNotes, type RefusalNotes } from './refusal-notes.ts'
import { createRefusals } from './refusals.ts'
import { createRoles, ensureDefaultRoles, type Roles } from './roles.service.ts'
import { createOwnPasskeys } from './second-factor/own-passkeys.service.ts'
import { passkeyRoutes } from './second-factor/passkey.routes.ts'
import { createPasskeys } from './second-factor/passkeys.ts'
import { createProving } from './second-factor/proving.ts'
import { createRecoveryCodes, saltOldRecoveryCodes } from './second-factor/recovery-codes.ts'
import { factorReseal } from './second-factor/second-factor.repository.ts'
import { secondFactorRoutes } from './second-factor/second-factor.routes.ts'
import { createSecondFactors } from './second-factor/second-factor.service.ts'
import { createSecondStep } from './second-factor/second-step.ts'
import { createSessionCookie } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'
import { sessionRoutes } from './sessions.routes.ts'
import { createSessions } from './sessions.service.ts'
import { createSignInGuard } from './sign-in-guard.ts'
import { viewAsRoutes } from './view-as/view-as.routes.ts'
import { createViewAs } from './view-as/view-as.service.ts'
import { whileViewing } from './view-as/viewing.ts'

export type { AccessPlatform, Origin } from './access.platform.ts'
export { type AuditEntry, audit } from './audit.ts'
export { extendChain } from './audit-chain/chain.ts'
export { type Verdict, verifyChain } from './audit-chain/verify.ts'
export {
  findDesigners,
  findLeadTakers,
  findPresence,
  type LeadTaker,
  type Presence,
} from './availability/availability.repository.ts'
export type { Availability } from './availability/availability.schemas.ts'
export { dayIn, isAway } from './availability/is-away.ts'
export { createDemoDesigners } from './demo-designers.ts'
export { createDemoPeople, DEMO_LOGINS, DEMO_PASSWORD, type DemoStaff } from './demo-people.ts'
export type { Holding } from './holdings.ts'
export { keyRoutes } from './keys.routes.ts'
export { findPeople } from './people.repository.ts'
export type { People, Person } from './people.ts'
export { type ScopeColumns, scopeCondition } from './scope.ts'

/** Tables that take new rows and nothing else. */
export const APPEND_ONLY = ['audit_logs', 'audit_chain', 'audit_chain_marks'] as const

/** Who may do what: people, teams, roles, sessions, and the record of what they did. */
export interface Access
  extends Pick<Authenticator, 'authenticate' | 'authenticateSocket' | 'principalOf' | 'rightsNow'>,
    RefusalNotes {
  /** The reach of a permission, or null where it is not held. */
  scopeOf(principal: Principal, permission: Permission): Scope | null
  /** Counts the leads whose contact details somebody was shown. */
  noteContactsRead(principal: Principal, leads: number): void
  people: People
  /** What the people may do whom the caller sees as an administrator, or only one of them. */
  holdings(principal: Principal, personId?: number): Promise<Holding[]>
  roles: Roles
  /** Registers the routes of this module. */
  routes(http: Http): void
  /** For the worker to run. */
  jobs: readonly [ReturnType<typeof createPruneJob>, ReturnType<typeof createChainJob>]
  /** Writes the default roles where they are missing, and brings what older versions kept up to date. At every start, after the migrations. */
  prepare(): Promise<void>
  /** The one-time link that makes the first Super Admin; null when there is one. */
  firstAdminLink(): Promise<string | null>
  /** Writes what still waits to be written. */
  stop(): Promise<void>
}

export function createAccess(platform: AccessPlatform): Access {
  const cookie = createSessionCookie(
    platform.config.authSecret,
    platform.config.publicUrl,
    sessionLimits(platform.config).idle,
  )
  const refusals = createRefusals(platform)
  const views = createViewAs(platform, { refusals })
  const authenticator = createAuthenticator(platform, cookie, session =>
    views.stop({ sessionId: session.id, userId: session.view_user_id ?? session.user_id }),
  )
  const people = createPeople(platform.db, authenticator)
  const bulkReads = createBulkReads(platform)
  const sessions = createSessions(platform)
  const guard = createSignInGuard(platform)
  const passwords = createPasswords(platform.db, platform.config.oidc?.isOnlyWay === true)
  const passkeys = createPasskeys(platform)
  const recoveryCodes = createRecoveryCodes(platform.crypto)
  const secondStep = createSecondStep(platform, { passkeys, recoveryCodes })
  const proving = createProving(platform.db, { passwords, guard, secondStep })
  const factors = createSecondFactors(platform, {
    sessions,
    passwords,
    proving,
    secondStep,
    recoveryCodes,
  })
  const ownPasskeys = createOwnPasskeys(platform, { sessions, proving, passkeys, secondStep, recoveryCodes })
  platform.rotation.addTarget(factorReseal)
  const devices = createKnownDevices(platform)
  const door = createDoor(platform, {
    cookie,
    sessions,
    guard,
    secondStep,
    passkeys,
    devices,
    refusals,
  })
  const auth = createAuthService(platform, { cookie, sessions, refusals, guard, passwords, door })
  const firstAdmin = createFirstAdmin(platform)
  const administration = createAdministration(platform, { refusals, sessions, people, auth, guard })

  return {
    authenticate: authenticator.authenticate,
    authenticateSocket: authenticator.authenticateSocket,
    principalOf: authenticator.principalOf,
    rightsNow: authenticator.rightsNow,
    scopeOf: (principal, { module, action }) => scopeOf(principal, module, action),
    ...createRefusalNotes(refusals),
    noteContactsRead: bulkReads.note,
    people,
    holdings: (principal, personId) => findHoldings(platform.db, principal, personId),
    roles: createRoles(platform),
    routes(http) {
      const { invitations } = administration
      http.addHook('preHandler', (request, _reply, done) => {
        if (request.caller) whileViewing(request.caller, done)
        else done()
      })
      authRoutes(http, { platform, auth, cookie, firstAdmin, invitations, door })
      oidcRoutes(http, createOidc(platform, { ...administration, door, refusals }))
      accessRoutes(http, { platform, cookie, people })
      sessionRoutes(http, { sessions, proving, limits: sessionLimits(platform.config) })
      secondFactorRoutes(http, factors)
      passkeyRoutes(http, ownPasskeys)
      viewAsRoutes(http, views)
      availabilityRoutes(http, platform)
      navigationRoutes(http, platform)
      preferencesRoutes(http, platform)
      administration.routes(http)
    },
    jobs: [createPruneJob([sessions, auth, devices]), createChainJob(platform)],
    async prepare() {
      await ensureDefaultRoles(platform.db)
      await platform.db.inTransaction(saltOldRecoveryCodes)
    },
    firstAdminLink: firstAdmin.link,
    async stop() {
      await refusals.flush()
      await bulkReads.flush()
    },
  }
}
