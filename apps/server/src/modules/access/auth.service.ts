import type { Principal } from '@optimwalls/permissions'
import { APIError } from 'better-auth/api'
import { AppError, invalidInput } from '../../platform/errors.ts'
import type { AccessPlatform, Origin } from './access.platform.ts'
import type { Actor } from './admin/actor.ts'
import { auditNow } from './audit.ts'
import { type Auth, createAuth, IP_HEADER } from './better-auth.ts'
import type { Door, Entered } from './door.ts'
import { mustNotBeOnlyWay } from './only-way.ts'
import { passwordFlaw } from './password-flaws.ts'
import type { Passwords } from './passwords.ts'
import { findEmail, findIdByEmail, findName, findOwner, isActive } from './people.repository.ts'
import type { Refusals } from './refusals.ts'
import { resetMail } from './reset-mail.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { Sessions } from './sessions.service.ts'
import type { SignInGuard } from './sign-in-guard.ts'

/** A caller as far as signing in is concerned. */
export interface Caller extends Origin {
  userAgent: string | undefined
  /** The whole `cookie` header. */
  cookie: string | undefined
}

/** Signing in and out, and passwords. */
export interface AuthService {
  /** @throws AppError "not-signed-in", the same for a wrong password, an unknown, inactive or refused account;
   *  "too-many-requests" after failures; "rule-violated", as all else here, where the firm's provider is the only way in. */
  signIn(
    email: string,
    password: string,
    caller: Caller,
  ): Promise<Entered & { user: { id: number; name: string } }>
  signOut(caller: Caller): Promise<void>
  /** Mails a link to set a new password; answers the same when there is no such account. */
  requestReset(email: string, caller: Caller): Promise<void>
  /** The same for somebody else: they are mailed the link. */
  sendReset(email: string, by: Actor): Promise<void>
  /** Sets the password and ends all sessions. @throws AppError "invalid-input" for a token that was used or has run out, and for a
   *  password that others guess first */
  reset(token: string, newPassword: string, caller: Caller): Promise<void>
  /** Changes the own password and ends all other sessions. @throws AppError "invalid-input" for a wrong current one, and for a new one
   *  that others guess first */
  changePassword(principal: Principal, current: string, newPassword: string, caller: Caller): Promise<void>
  prune(): Promise<void>
}

export interface AuthNeeds {
  cookie: SessionCookie
  sessions: Sessions
  refusals: Refusals
  guard: SignInGuard
  passwords: Passwords
  door: Door
}

export function createAuthService(
  platform: AccessPlatform,
  { cookie, sessions, refusals, guard, passwords, door }: AuthNeeds,
): AuthService {
  const { db, mail, config } = platform
  const auth = createAuth(platform, {
    async sendReset(user, token) {
      if (!(await isActive(db, user.id))) return
      const url = `${config.publicUrl}/reset-password?token=${encodeURIComponent(token)}`
      await mail.send({ to: user.email, ...resetMail(user.name, url) })
    },
    async onPasswordReset(userId) {
      await sessions.endAll(userId)
      // Whoever reads the mail is who they say.
      await guard.open(db, [(await findEmail(db, userId)) ?? ''])
      await auditNow(db, [{ userId, action: 'reset_password', recordType: 'user', recordId: userId }])
    },
  })

  async function noteFailure(email: string, caller: Caller): Promise<void> {
    const userId = (await findIdByEmail(db, email)) ?? null
    refusals.note(`sign-in ${userId} ${caller.ip}`, {
      userId,
      action: 'failed_sign_in',
      allowed: false,
      ...originOf(caller),
    })
  }

  /** @throws AppError "invalid-input" for a password that others guess first */
  async function mustBeGood(newPassword: string, userId: number): Promise<void> {
    const owner = await findOwner(db, userId)
    const flaw = owner && (await passwordFlaw(newPassword, { ...owner, publicUrl: config.publicUrl }))
    if (flaw) throw invalidInput('newPassword', flaw)
  }

  return {
    async signIn(email, password, caller) {
      mustNotBeOnlyWay(config)
      try {
        return await guard.attempt({ account: email, ip: caller.ip }, async () => {
          const userId = await passwords.personOf(email, password)
          if (userId === null) throw new AppError('not-signed-in')
          const entered = await door.enter(userId, 'password', caller)
          return { ...entered, user: { id: userId, name: (await findName(db, userId)) ?? '' } }
        })
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        await noteFailure(email, caller)
        throw error.type === 'not-signed-in' ? notSignedIn() : error
      }
    },

    async signOut(caller) {
      const token = cookie.tokenOf(caller.cookie)
      if (token) await sessions.endByToken(token, 'signed_out', originOf(caller))
    },

    async requestReset(email, caller) {
      mustNotBeOnlyWay(config)
      await guard.count('password-reset', { account: email, ip: caller.ip })
      try {
        await auth.api.requestPasswordReset({
          body: { email: email.toLowerCase() },
          headers: headersOf(caller),
        })
      } catch (error) {
        // It takes fewer addresses than we do: nobody has such a one.
        if (!(error instanceof APIError) || error.statusCode >= 500) throw error
        return
      }
      const userId = await findIdByEmail(db, email)
      if (userId === undefined) return
      await auditNow(db, [
        {
          userId,
          action: 'requested_password_reset',
          recordType: 'user',
          recordId: userId,
          ...originOf(caller),
        },
      ])
    },

    async sendReset(email, { principal, origin }) {
      mustNotBeOnlyWay(config)
      await auth.api.requestPasswordReset({
        body: { email: email.toLowerCase() },
        headers: new Headers({ [IP_HEADER]: origin.ip }),
      })
      const recordId = await findIdByEmail(db, email)
      await auditNow(db, [
        {
          userId: principal.userId,
          action: 'requested_password_reset',
          recordType: 'user',
          ...(recordId !== undefined && { recordId }),
          ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
          ...origin,
        },
      ])
    },

    async reset(token, newPassword, caller) {
      mustNotBeOnlyWay(config)
      const userId = await userOfToken(auth, token)
      // The link stays good: its person tries another.
      if (userId !== null) await mustBeGood(newPassword, userId)
      try {
        await auth.api.resetPassword({ body: { token, newPassword }, headers: headersOf(caller) })
      } catch (error) {
        if (!(error instanceof APIError)) throw error
        throw invalidInput('token', 'has run out or was used; ask for a new mail')
      }
    },

    async changePassword(principal, current, newPassword, caller) {
      mustNotBeOnlyWay(config)
      const account = (await findEmail(db, principal.userId)) ?? ''
      await mustBeGood(newPassword, principal.userId)
      try {
        await guard.attempt({ account, ip: caller.ip }, () =>
          auth.api
            .changePassword({
              body: { currentPassword: current, newPassword, revokeOtherSessions: false },
              headers: headersOf(caller),
            })
            .catch(refuseSignIn),
        )
      } catch (error) {
        if (!(error instanceof AppError) || error.type !== 'not-signed-in') throw error
        throw invalidInput('currentPassword', 'is wrong')
      }
      await sessions.endOthers(principal, originOf(caller))
      await auditNow(db, [
        {
          userId: principal.userId,
          action: 'changed_password',
          recordType: 'user',
          recordId: principal.userId,
          ...originOf(caller),
        },
      ])
    },

    prune: () => guard.prune(),
  }
}

/** Whose the token of a mail is; null where it is nobody's. */
async function userOfToken(auth: Auth, token: string): Promise<number | null> {
  const { internalAdapter } = await auth.$context
  const found = await internalAdapter.findVerificationValue(`reset-password:${token}`)
  return found ? Number(found.value) : null
}

/** better-auth refuses with its own errors. */
function refuseSignIn(error: unknown): never {
  if (!(error instanceof APIError) || error.statusCode >= 500) throw error
  throw notSignedIn()
}

/** Whatever is the matter, the answer tells nothing about the account. */
const notSignedIn = () => new AppError('not-signed-in', { detail: 'E-mail or password is wrong.' })

function headersOf(caller: Caller): Headers {
  const headers = new Headers({ [IP_HEADER]: caller.ip })
  if (caller.userAgent) headers.set('user-agent', caller.userAgent.slice(0, 500))
  if (caller.cookie) headers.set('cookie', caller.cookie)
  return headers
}

function originOf({ ip, requestId }: Caller): Origin {
  return { ip, requestId }
}
