import { createHash, randomBytes } from 'node:crypto'
import { servesThisMachineOnly } from '../../platform/config/config.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { AccessPlatform } from './access.platform.ts'
import { type AuditEntry, audit } from './audit.ts'
import type { Caller } from './auth.service.ts'
import type { KnownDevices, Newcomer } from './known-devices/known-devices.ts'
import { mustNotBeOnlyWay } from './only-way.ts'
import { findName } from './people.repository.ts'
import type { Refusals } from './refusals.ts'
import type { PasskeyRequest, Passkeys } from './second-factor/passkeys.ts'
import type { Proof, SecondStep, SecondStepKind } from './second-factor/second-step.ts'
import type { ShownPasskey } from './second-factor/webauthn.ts'
import { cookieOf, readCookie, type SessionCookie } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'
import type { Sessions } from './sessions.service.ts'
import type { SignInGuard } from './sign-in-guard.ts'

/** By what somebody has shown who they are. */
export type Means = 'password' | 'invitation' | 'sso' | 'passkey'

/** How far somebody got. */
export interface Entered {
  /** `set-cookie` headers. */
  cookies: string[]
  /** By what the second step may be taken; empty where they are in. */
  steps: SecondStepKind[]
}

export interface SignedIn {
  user: { id: number; name: string }
  /** `set-cookie` headers. */
  cookies: string[]
}

/** The one way to a session, whatever the first factor was. */
export interface Door {
  /** Lets somebody in who has shown who they are; whoever has a second factor gets a ticket to show that, and no session yet.
   *  `isStrong`: the provider vouches for two factors, and none is asked for here.
   *  @throws AppError "not-signed-in" for someone who is kept out */
  enter(userId: number, by: Means, caller: Caller, isStrong?: boolean): Promise<Entered>
  /** The second step. @throws AppError "not-signed-in" with `reason`: `expired` begin anew, `wrong` try again; "too-many-requests" */
  pass(proof: Proof, caller: Caller): Promise<SignedIn>
  /** By what the second step may be taken that was begun in this browser, and what the browser needs to ask for a passkey.
   *  @throws AppError "not-signed-in" with `reason`: `expired` */
  ahead(caller: Caller): Promise<{ steps: SecondStepKind[]; passkey: PasskeyRequest | null }>
  /** What a browser needs to ask for whichever passkey its device has. */
  passkeyRequest(): Promise<PasskeyRequest>
  /** Lets somebody in by a passkey alone: it is held, and opened by a finger, a face or a PIN, which makes two factors.
   *  @throws AppError "not-signed-in", "too-many-requests", "rule-violated" where the firm's provider is the only way in */
  enterByPasskey(shown: ShownPasskey, caller: Caller): Promise<SignedIn>
}

/** Minutes within which the second step must be taken. */
const TICKET_MINUTES = 10

export interface DoorNeeds {
  cookie: SessionCookie
  sessions: Sessions
  guard: SignInGuard
  secondStep: Pick<SecondStep, 'stepsOf' | 'take'>
  passkeys: Pick<Passkeys, 'request' | 'take'>
  devices: Pick<KnownDevices, 'note'>
  refusals: Refusals
}

interface Ticket {
  user_id: number
  name: string
  by: Means
}

export function createDoor(
  { db, config, log }: Pick<AccessPlatform, 'db' | 'config' | 'log'>,
  { cookie, sessions, guard, secondStep, passkeys, devices, refusals }: DoorNeeds,
): Door {
  const demoAllowed = servesThisMachineOnly(config)
  const { idle } = sessionLimits(config)
  const { name: ticketName, attributes } = cookieOf(config.publicUrl, 'sign_in', '/api/auth')
  const ticketCookie = (value: string, seconds: number) =>
    `${ticketName}=${value}; Max-Age=${seconds}; ${attributes}`

  async function open(
    tx: Transaction,
    userId: number,
    details: AuditEntry['details'],
    caller: Caller,
    isStrong = false,
  ): Promise<string[]> {
    const token = randomBytes(24).toString('base64url')
    const person = await mustBeWelcome(tx, userId)
    await tx.rows('UPDATE users SET last_seen_at = now() WHERE id = $1', [userId])
    await tx.rows(
      `INSERT INTO sessions (user_id, token, expires_at, ip_address, user_agent, is_strong)
       VALUES ($1, $2, now() + make_interval(secs => $3), $4, $5, $6)`,
      [userId, token, idle, caller.ip, caller.userAgent?.slice(0, 500) ?? null, isStrong],
    )
    const old = cookie.tokenOf(caller.cookie)
    if (old) await sessions.endByToken(old, 'replaced_session', originOf(caller), tx)
    const device = await devices.note(tx, userId, person, caller)
    const facts = { ...details, ...(device.isNew && { new_device: true }) }
    audit(tx, {
      userId,
      action: 'signed_in',
      recordType: 'user',
      recordId: userId,
      ...(Object.keys(facts).length > 0 && { details: facts }),
      ...originOf(caller),
    })
    return [cookie.renew(token), device.cookie]
  }

  async function mustBeWelcome(tx: Transaction, userId: number): Promise<Newcomer> {
    const [person] = await tx.rows<Newcomer & { is_active: boolean }>(
      'SELECT name, email, is_active, is_demo, time_zone FROM users WHERE id = $1 FOR NO KEY UPDATE',
      [userId],
    )
    if (person?.is_active && person.is_demo && !demoAllowed)
      log.warn('a demo account was refused: others than this machine can reach the server')
    if (person?.is_active && (!person.is_demo || demoAllowed)) return person
    throw new AppError('not-signed-in', { detail: 'This account is not in use any more.' })
  }

  async function writeTicket(
    tx: Transaction,
    userId: number,
    by: Means,
    steps: SecondStepKind[],
    caller: Caller,
  ): Promise<Entered> {
    await mustBeWelcome(tx, userId)
    const ticket = randomBytes(32).toString('base64url')
    await tx.rows(
      `INSERT INTO sign_in_tickets (token_hash, user_id, by, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(mins => $4))`,
      [hashOf(ticket), userId, by, TICKET_MINUTES],
    )
    audit(tx, {
      userId,
      action: 'began_sign_in',
      recordType: 'user',
      recordId: userId,
      details: { by },
      ...originOf(caller),
    })
    return { cookies: [ticketCookie(ticket, TICKET_MINUTES * 60)], steps }
  }

  async function useTicket(hash: Buffer, proof: Proof, caller: Caller): Promise<SignedIn> {
    return db.inTransaction(async tx => {
      const [ticket] = await tx.rows<Ticket>(
        `SELECT t.user_id, u.name, t.by FROM sign_in_tickets t JOIN users u ON u.id = t.user_id
         WHERE t.token_hash = $1 AND t.expires_at > now() FOR UPDATE OF t`,
        [hash],
      )
      if (!ticket) throw expired()
      const step = await secondStep.take(tx, ticket.user_id, proof, purposeOf(hash))
      if (!step) throw new AppError('not-signed-in', { detail: 'The code is wrong.', reason: 'wrong' })
      await tx.rows('DELETE FROM sign_in_tickets WHERE token_hash = $1', [hash])
      const details = { ...(ticket.by !== 'password' && { by: ticket.by }), second_factor: step }
      const cookies = await open(tx, ticket.user_id, details, caller)
      return { user: { id: ticket.user_id, name: ticket.name }, cookies: [...cookies, ticketCookie('', 0)] }
    })
  }

  const ticketOf = ({ cookie: header }: Caller) => hashOf(readCookie(header, ticketName) ?? '')

  async function personOf(ticket: Buffer): Promise<number> {
    const [row] = await db.rows<{ user_id: number }>(
      'SELECT user_id FROM sign_in_tickets WHERE token_hash = $1 AND expires_at > now()',
      [ticket],
    )
    if (!row) throw expired()
    return row.user_id
  }

  return {
    enter: (userId, by, caller, isStrong = false) =>
      db.inTransaction(async tx => {
        if (by === 'sso')
          await tx.rows(`UPDATE accounts SET is_strong = $2 WHERE user_id = $1 AND provider_id = 'oidc'`, [
            userId,
            isStrong,
          ])
        const steps = isStrong ? [] : await secondStep.stepsOf(tx, userId)
        if (steps.length > 0) return writeTicket(tx, userId, by, steps, caller)
        const details = { ...(by !== 'password' && { by }), ...(isStrong && { second_factor: 'provider' }) }
        return { cookies: await open(tx, userId, details, caller, isStrong), steps }
      }),

    async pass(proof, caller) {
      const hash = ticketOf(caller)
      const userId = await personOf(hash)
      try {
        return await guard.attempt(
          { account: String(userId), ip: caller.ip },
          () => useTicket(hash, proof, caller),
          'second-factor',
        )
      } catch (error) {
        if (error instanceof AppError)
          refusals.note(`second factor ${userId} ${caller.ip}`, {
            userId,
            action: 'failed_second_factor',
            allowed: false,
            ...originOf(caller),
          })
        throw error
      }
    },

    async ahead(caller) {
      const hash = ticketOf(caller)
      const userId = await personOf(hash)
      const steps = await secondStep.stepsOf(db, userId)
      const hasPasskey = steps.includes('passkey')
      return { steps, passkey: hasPasskey ? await passkeys.request(db, purposeOf(hash), userId) : null }
    },

    passkeyRequest: () => passkeys.request(db, SIGN_IN),

    async enterByPasskey(shown, caller) {
      mustNotBeOnlyWay(config)
      try {
        return await guard.attempt(
          { account: shown.id, ip: caller.ip },
          () =>
            db.inTransaction(async tx => {
              const taken = await passkeys.take(tx, SIGN_IN, shown)
              if (!taken) throw new AppError('not-signed-in', { detail: 'This passkey is not known here.' })
              const cookies = await open(tx, taken.userId, { by: 'passkey' }, caller)
              const user = { id: taken.userId, name: (await findName(tx, taken.userId)) ?? '' }
              // What was begun with a password is over.
              return { user, cookies: [...cookies, ticketCookie('', 0)] }
            }),
          'second-factor',
        )
      } catch (error) {
        if (error instanceof AppError)
          refusals.note(`passkey ${caller.ip}`, {
            userId: null,
            action: 'failed_sign_in',
            allowed: false,
            details: { by: 'passkey' },
            ...originOf(caller),
          })
        throw error
      }
    },
  }
}

/** What a passkey's challenge is for where nothing was begun yet. */
const SIGN_IN = 'sign-in'
/** The same for the second step that a ticket has begun. */
const purposeOf = (ticket: Buffer): string => `second-step:${ticket.toString('base64url')}`
const hashOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest()
const originOf = ({ ip, requestId }: Caller) => ({ ip, requestId })
const expired = () =>
  new AppError('not-signed-in', { detail: 'That took too long: sign in anew.', reason: 'expired' })
