import { betterAuth } from 'better-auth'
import type { AccessPlatform } from './access.platform.ts'
import { sessionCookieName } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'

/** Header in which better-auth is told the address of the caller; set by us alone, from what the http door found. */
export const IP_HEADER = 'x-optimwalls-address'

/** Shortest and longest password, in characters. */
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const

/** What is done beside better-auth's own work. User ids are ours. */
export interface AuthHooks {
  /** Someone forgot their password: `token` sets a new one, once, for an hour. */
  sendReset(user: { id: number; email: string; name: string }, token: string): Promise<void>
  onPasswordReset(userId: number): Promise<void>
}

export type Auth = ReturnType<typeof createAuth>

/**
 * Changing passwords (scrypt) and reset tokens by better-auth, on our tables and our pool; it knows sessions by our cookie, and opens none:
 * door.ts does. None of its routes is mounted: auth.service.ts calls the few functions we use, so nothing else of it can be reached.
 */
export function createAuth(platform: AccessPlatform, hooks: AuthHooks) {
  const { config, db, log } = platform

  return betterAuth({
    appName: 'OptimWalls CRM',
    baseURL: config.publicUrl,
    basePath: '/api/auth',
    secret: config.authSecret,
    database: { db: db.kysely, type: 'postgres', transaction: true },
    user: { modelName: 'users', fields: { emailVerified: 'email_verified', ...TIMES } },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...TIMES,
      },
      expiresIn: sessionLimits(config).idle,
      // authenticate.ts does it, with each use.
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'accounts',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...TIMES,
      },
    },
    verification: {
      modelName: 'verifications',
      fields: { expiresAt: 'expires_at', ...TIMES },
      // Whoever reads the database must not be able to set a password.
      storeIdentifier: 'hashed',
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      resetPasswordTokenExpiresIn: 3600,
      sendResetPassword: ({ user, token }) =>
        hooks.sendReset({ id: Number(user.id), email: user.email, name: user.name }, token),
      onPasswordReset: ({ user }) => hooks.onPasswordReset(Number(user.id)),
    },
    advanced: {
      // It would put another prefix before the name; it sets no cookie, so the name is all that counts.
      useSecureCookies: false,
      cookies: { session_token: { name: sessionCookieName(config.publicUrl) } },
      database: { generateId: 'serial' },
      ipAddress: { ipAddressHeaders: [IP_HEADER], ipv6Subnet: 128 },
      // The http door has checked where the request comes from.
      disableOriginCheck: true,
      disableCSRFCheck: true,
      // A mail must not tell by the time it takes whether there is such an account.
      backgroundTasks: {
        handler: task => {
          task.catch((error: unknown) => log.error({ err: error }, 'a mail could not be sent'))
        },
      },
    },
    // sign-in-guard.ts does it, counting failures.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => log.error(`better-auth: ${message}`) },
  })
}

const TIMES = { createdAt: 'created_at', updatedAt: 'updated_at' } as const
