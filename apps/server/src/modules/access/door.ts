import { createHash, randomBytes } from 'node:crypto'
import { servesThisMachineOnly } from '../../platform/config/config.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { AccessPlatform } from './access.platform.ts'
import { type AuditEntry, audit } from './audit.ts'
import type { Caller } from './auth.service.ts'
import type { KnownDevices, Newcomer } from './known-devices/known-devices.ts'
import type { Refusals } from './refusals.ts'
import type { Proof, SecondFactors, SecondStep } from './second-factor/second-factor.service.ts'
import { COOKIE_PREFIX, readCookie, type SessionCookie } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'
import type { Sessions } from './sessions.service.ts'
import type { SignInGuard } from './sign-in-guard.ts'

/** By what somebody has shown who they are. */
export type Means = 'password' | 'invitation' | 'sso'

/** How far somebody got. */
export interface Entered {
  /** `set-cookie` headers. */
  cookies: string[]
  /** By what the second step may be taken; empty where they are in. */
  steps: SecondStep[]
}

export interface SignedIn {
  user: { id: number; name: string }
  /** `set-cookie` headers. */
  cookies: string[]
}

/** The one way to a session, whatever the first factor was. */
export interface Door {
  /** Lets somebody in who has shown who they are; whoever has a second factor gets a ticket to show that, and no session yet.
   *  @throws AppError "not-signed-in" for someone who is kept out */
  enter(userId: number, by: Means, caller: Caller): Promise<Entered>
  /** The second step. @throws AppError "not-signed-in" with `reason`: `expired` begin anew, `wrong` try again; "too-many-requests" */
  pass(proof: Proof, caller: Caller): Promise<SignedIn>
}

/** Minutes within which the second step must be taken. */
const TICKET_MINUTES = 10

export interface DoorNeeds {
  cookie: SessionCookie
  sessions: Sessions
  guard: SignInGuard
  factors: Pick<SecondFactors, 'stepsOf' | 'take'>
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
  { cookie, sessions, guard, factors, devices, refusals }: DoorNeeds,
): Door {
  const demoAllowed = servesThisMachineOnly(config)
  const { idle } = sessionLimits(config)
  const isSecure = config.publicUrl.startsWith('https:')
  const ticketName = `${isSecure ? '__Secure-' : ''}${COOKIE_PREFIX}.sign_in`
  const ticketCookie = (value: string, seconds: number) =>
    `${ticketName}=${value}; Max-Age=${seconds}; Path=/api/auth; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`

  async function open(
    tx: Transaction,
    userId: number,
    details: AuditEntry['details'],
    caller: Caller,
  ): Promise<string[]> {
    const token = randomBytes(24).toString('base64url')
    const person = await mustBeWelcome(tx, userId)
    await tx.rows('UPDATE users SET last_seen_at = now() WHERE id = $1', [userId])
    await tx.rows(
      `INSERT INTO sessions (user_id, token, expires_at, ip_address, user_agent)
       VALUES ($1, $2, now() + make_interval(secs => $3), $4, $5)`,
      [userId, token, idle, caller.ip, caller.userAgent?.slice(0, 500) ?? null],
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
    steps: SecondStep[],
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
      const step = await factors.take(tx, ticket.user_id, proof)
      if (!step) throw new AppError('not-signed-in', { detail: 'The code is wrong.', reason: 'wrong' })
      await tx.rows('DELETE FROM sign_in_tickets WHERE token_hash = $1', [hash])
      const details = { ...(ticket.by !== 'password' && { by: ticket.by }), second_factor: step }
      const cookies = await open(tx, ticket.user_id, details, caller)
      return { user: { id: ticket.user_id, name: ticket.name }, cookies: [...cookies, ticketCookie('', 0)] }
    })
  }

  return {
    enter: (userId, by, caller) =>
      db.inTransaction(async tx => {
        const steps = await factors.stepsOf(tx, userId)
        if (steps.length > 0) return writeTicket(tx, userId, by, steps, caller)
        const details = by === 'password' ? undefined : { by }
        return { cookies: await open(tx, userId, details, caller), steps }
      }),

    async pass(proof, caller) {
      const hash = hashOf(readCookie(caller.cookie, ticketName) ?? '')
      const [ticket] = await db.rows<{ user_id: number }>(
        'SELECT user_id FROM sign_in_tickets WHERE token_hash = $1 AND expires_at > now()',
        [hash],
      )
      if (!ticket) throw expired()
      const userId = ticket.user_id
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
  }
}

const hashOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest()
const originOf = ({ ip, requestId }: Caller) => ({ ip, requestId })
const expired = () =>
  new AppError('not-signed-in', { detail: 'That took too long: sign in anew.', reason: 'expired' })
