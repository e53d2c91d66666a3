import * as client from 'openid-client'
import { type Config, isLoopback } from '../../platform/config/config.ts'
import { AppError } from '../../platform/errors.ts'
import type { AccessPlatform } from './access.platform.ts'
import type { Changes } from './admin/changes.ts'
import { auditJoining, type Invitations } from './admin/invitations.service.ts'
import { insertNewcomer, readOnboarding, welcomeOf } from './admin/onboarding.ts'
import { audit } from './audit.ts'
import type { Caller } from './auth.service.ts'
import type { Door } from './door.ts'
import type { Refusals } from './refusals.ts'
import { cookieOf, readCookie } from './session-cookie.ts'

/** Why somebody was not let in, as the sign-in page is told: the address is not vouched for, there is no account, the account is not
 *  in use any more, the provider refused, it cannot be reached, the attempt is too old or not from this browser. */
export type OidcProblem = 'unverified' | 'unknown' | 'left' | 'refused' | 'unavailable' | 'expired'

/** Signing in through the firm's own provider (OpenID Connect: discovery, authorization code, PKCE, state, nonce). */
export interface Oidc {
  /** What the button says; null where no provider is set. */
  readonly name: string | null
  /** Where to send the browser, and the cookie that knows it again. @throws AppError "not-found" where no provider is set */
  start(next: string | undefined): Promise<{ location: string; cookie: string }>
  /** What the browser comes back with. Never throws for what the provider or the person did: the address says it. */
  finish(query: string, caller: Caller): Promise<{ location: string; cookies: string[] }>
}

/** Minutes within which somebody must have come back. */
const ATTEMPT_MINUTES = 10
const CALLBACK = '/api/auth/oidc/callback'
const CONTEXT = 'oidc-attempt'

interface Attempt {
  state: string
  nonce: string
  verifier: string
  next: string
  /** Milliseconds since 1970. */
  endsAt: number
}

/** What the provider says of somebody. */
interface Identity {
  /** `issuer|subject`. */
  account: string
  name: string
  /** Only one that the provider vouches for. */
  email: string | null
  groups: string[]
  /** The provider vouches for two factors, in what it has signed. */
  isStrong: boolean
}

class NotLetIn extends Error {
  readonly problem: OidcProblem
  readonly userId: number | null
  constructor(problem: OidcProblem, userId: number | null = null, options?: ErrorOptions) {
    super(problem, options)
    this.problem = problem
    this.userId = userId
  }
}

export interface OidcNeeds {
  door: Pick<Door, 'enter'>
  invitations: Invitations
  refusals: Refusals
  changes: Changes
}

export function createOidc(
  platform: Pick<AccessPlatform, 'config' | 'db' | 'crypto' | 'log' | 'now'>,
  { door, invitations, refusals, changes }: OidcNeeds,
): Oidc {
  const { config, db, crypto, log, now } = platform
  const { oidc: settings, publicUrl } = config
  const { name: cookieName, attributes } = cookieOf(publicUrl, 'oidc', '/api/auth/oidc')
  let discovering: Promise<client.Configuration> | undefined

  function discover(provider: NonNullable<Config['oidc']>): Promise<client.Configuration> {
    const issuer = new URL(provider.issuer)
    // Without TLS only on this very machine.
    const execute =
      issuer.protocol === 'http:' && isLoopback(issuer.hostname) ? [client.allowInsecureRequests] : []
    discovering ??= client
      .discovery(issuer, provider.clientId, provider.clientSecret, undefined, { execute, timeout: 10 })
      .catch((error: unknown) => {
        // The next one asks again.
        discovering = undefined
        throw error
      })
    return discovering
  }

  const setCookie = (value: string, seconds: number) =>
    `${cookieName}=${value}; Max-Age=${seconds}; ${attributes}`

  function readAttempt(cookieHeader: string | undefined): Attempt {
    const sealed = readCookie(cookieHeader, cookieName)
    try {
      if (!sealed) throw new Error('no cookie')
      const attempt: Attempt = JSON.parse(crypto.open(Buffer.from(sealed, 'base64url'), CONTEXT).toString())
      if (attempt.endsAt < now().getTime()) throw new Error('too old')
      return attempt
    } catch (error) {
      throw new NotLetIn('expired', null, { cause: error })
    }
  }

  async function identify(
    provider: NonNullable<Config['oidc']>,
    query: string,
    attempt: Attempt,
  ): Promise<Identity> {
    const server = await discover(provider).catch(unreachable)
    const tokens = await client
      .authorizationCodeGrant(server, new URL(`${publicUrl}${CALLBACK}${query}`), {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        throw new NotLetIn('refused', null, { cause: error })
      })
    const claims: Record<string, unknown> = { ...tokens.claims() }
    const subject = String(claims.sub)
    const shown = [claims.amr, claims.acr].flat()
    const isStrong = provider.strong.some(name => shown.includes(name))
    const isWhole = claims.email !== undefined && claims[provider.groupsClaim] !== undefined
    if (!isWhole && server.serverMetadata().userinfo_endpoint) {
      const told = await client.fetchUserInfo(server, tokens.access_token, subject).catch(unreachable)
      for (const [name, value] of Object.entries(told)) claims[name] ??= value
    }
    const email = typeof claims.email === 'string' ? claims.email.trim().toLowerCase() : ''
    const groups = claims[provider.groupsClaim]
    return {
      account: `${provider.issuer}|${subject}`,
      name: (typeof claims.name === 'string' && claims.name.trim()
        ? claims.name.trim()
        : email.split('@')[0] || 'New person'
      ).slice(0, 100),
      email: claims.email_verified === true && email.length <= 254 && email.includes('@') ? email : null,
      groups: (Array.isArray(groups) ? groups : [groups]).filter(group => typeof group === 'string'),
      isStrong,
    }
  }

  /** The person behind the identity: known by it, known by an address the provider vouches for, or new. */
  function resolve(who: Identity, mayJoin: boolean, caller: Caller): Promise<number> {
    const origin = { ip: caller.ip, requestId: caller.requestId }
    return db.inTransaction(async tx => {
      // Two who come back at once with one account are one person.
      await tx.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [who.email ?? who.account])
      const [known] = await tx.rows<{ user_id: number }>(
        `SELECT user_id FROM accounts WHERE provider_id = 'oidc' AND account_id = $1`,
        [who.account],
      )
      if (known) return known.user_id
      // Whoever merely claims an address must get neither the account that has it nor a new one under it.
      if (who.email === null) throw new NotLetIn('unverified')
      const [same] = await tx.rows<{ id: number; is_active: boolean }>(
        'SELECT id, is_active FROM users WHERE lower(email) = $1',
        [who.email],
      )
      if (same) {
        if (!same.is_active) throw new NotLetIn('left', same.id)
        await tx.rows(`INSERT INTO accounts (user_id, account_id, provider_id) VALUES ($1, $2, 'oidc')`, [
          same.id,
          who.account,
        ])
        audit(tx, { userId: same.id, action: 'linked_sso', recordType: 'user', recordId: same.id, ...origin })
        return same.id
      }
      const invited = await invitations.useUp(tx, who.email)
      if (!invited && !mayJoin) throw new NotLetIn('unknown')
      const welcome = welcomeOf(await readOnboarding(tx), {
        email: who.email,
        via: 'sso',
        groups: who.groups,
      })
      const roleIds = invited?.roleIds.length ? invited.roleIds : welcome.role_ids
      const id = await insertNewcomer(tx, {
        name: who.name,
        email: who.email,
        teamId: invited?.teamId ?? welcome.team_id,
        roleIds,
        account: { provider: 'oidc', subject: who.account },
      })
      await auditJoining(tx, id, roleIds, origin, { by: 'sso', rule_id: welcome.rule_id })
      await changes.announce(tx, { name: 'access.user_joined', actorId: id, data: { user_id: id } }, [])
      return id
    })
  }

  async function letIn(query: string, caller: Caller): Promise<{ location: string; cookies: string[] }> {
    if (!settings) throw new AppError('not-found')
    const attempt = readAttempt(caller.cookie)
    const who = await identify(settings, query, attempt)
    const userId = await resolve(who, settings.signUp, caller)
    const entered = door.enter(userId, 'sso', caller, who.isStrong)
    const { cookies, steps } = await entered.catch((error: unknown) => {
      if (error instanceof AppError && error.type === 'not-signed-in') throw new NotLetIn('left', userId)
      throw error
    })
    const location =
      steps.length > 0
        ? `/sign-in?${new URLSearchParams({ step: 'second', next: attempt.next })}`
        : attempt.next
    return { location, cookies: [...cookies, setCookie('', 0)] }
  }

  return {
    name: settings?.name ?? null,

    async start(next) {
      if (!settings) throw new AppError('not-found')
      const attempt: Attempt = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        next: ownAddress(next),
        endsAt: now().getTime() + ATTEMPT_MINUTES * 60_000,
      }
      try {
        const address = client.buildAuthorizationUrl(await discover(settings), {
          redirect_uri: `${publicUrl}${CALLBACK}`,
          scope: settings.scopes,
          code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
          code_challenge_method: 'S256',
          state: attempt.state,
          nonce: attempt.nonce,
        })
        const sealed = crypto.seal(JSON.stringify(attempt), CONTEXT).bytes
        return {
          location: address.href,
          cookie: setCookie(Buffer.from(sealed).toString('base64url'), ATTEMPT_MINUTES * 60),
        }
      } catch (error) {
        log.error({ err: error }, 'the sign-in provider cannot be reached')
        return { location: '/sign-in?problem=unavailable', cookie: setCookie('', 0) }
      }
    },

    async finish(query, caller) {
      try {
        return await letIn(query, caller)
      } catch (error) {
        if (!(error instanceof NotLetIn)) throw error
        if (error.problem === 'unavailable')
          log.error({ err: error.cause }, 'the sign-in provider cannot be reached')
        refusals.note(`sso ${error.problem} ${error.userId} ${caller.ip}`, {
          userId: error.userId,
          action: 'failed_sso',
          allowed: false,
          ip: caller.ip,
          requestId: caller.requestId,
          details: { reason: error.problem },
        })
        return { location: `/sign-in?problem=${error.problem}`, cookies: [setCookie('', 0)] }
      }
    },
  }
}

function unreachable(error: unknown): never {
  throw new NotLetIn('unavailable', null, { cause: error })
}

/** An address of this app, or home: never another site, whatever the link says. */
function ownAddress(next: string | undefined): string {
  if (!next?.startsWith('/') || next.startsWith('//') || /[\\\s]/.test(next)) return '/'
  return next.startsWith('/sign-in') || next.startsWith('/api/') ? '/' : next
}
