import { createHash, randomBytes } from 'node:crypto'
import { type Principal, scopeOf } from '@optimwalls/permissions'
import { hashPassword } from 'better-auth/crypto'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import { publish } from '../../../platform/events/events.ts'
import type { AccessPlatform, Origin } from '../access.platform.ts'
import { audit } from '../audit.ts'
import { mustNotBeOnlyWay } from '../only-way.ts'
import { passwordFlaw } from '../password-flaws.ts'
import type { Refusals } from '../refusals.ts'
import { scopeCondition } from '../scope.ts'
import { type Actor, actingNow, auditBy, refuse } from './actor.ts'
import { whyNotGive } from './admin-rules.ts'
import type { Changes } from './changes.ts'
import { invitationMail } from './invitation-mail.ts'
import { insertNewcomer, readOnboarding, welcomeOf } from './onboarding.ts'
import { findRoles } from './roles.repository.ts'
import type { NewInvitation } from './users.schemas.ts'
import { mustReachTeam } from './users.service.ts'

const MANAGE_USERS = { module: 'Administration', action: 'manage_users' } as const

/** Days for which the link of the mail works. */
const LINK_DAYS = 7

export interface InvitationView {
  id: number
  email: string
  name: string
  team: { id: number; name: string } | null
  roles: { id: number; name: string }[]
  invited_by: { id: number; name: string }
  sent_at: string
  expires_at: string
  is_expired: boolean
}

/** Letting people in by a link in a mail, which works once. */
export interface Invitations {
  /** Those still open, the newest first. */
  list(principal: Principal): Promise<InvitationView[]>
  /** @throws AppError "already-exists" for the address of somebody who is here or invited, "forbidden" for roles that the inviter
   *  may not give, "invalid-input" */
  create(tx: Transaction, actor: Actor, invitation: NewInvitation): Promise<InvitationView>
  /** Mails a new link; the old one is dead. @throws AppError "not-found" */
  resend(actor: Actor, id: number): Promise<InvitationView>
  /** @throws AppError "not-found" */
  revoke(actor: Actor, id: number): Promise<void>
  /** Whom a link lets in. @throws AppError "not-found" for a link that was used, revoked or has run out */
  look(token: string): Promise<{ email: string; name: string; invited_by: string }>
  /** Makes the account. @returns its id. @throws as `look`, "invalid-input" for a password that others guess first, "already-exists", and "rule-violated" where people come from the firm's
   *  provider alone */
  accept(
    accepted: { token: string; name: string; password: string },
    origin: Origin,
  ): Promise<{ id: number; name: string }>
  /** The open invitation of an address, for somebody who comes in another way; it is used up by it. */
  useUp(tx: Transaction, email: string): Promise<{ roleIds: number[]; teamId: number | null } | null>
}

export function createInvitations(
  { db, mail, config, now }: Pick<AccessPlatform, 'db' | 'mail' | 'config' | 'now'>,
  { refusals, changes }: { refusals: Refusals; changes: Changes },
): Invitations {
  const ends = () => new Date(now().getTime() + LINK_DAYS * 24 * 3_600_000)

  async function send(tx: Transaction, view: InvitationView, token: string): Promise<void> {
    const url = `${config.publicUrl}/invitation?token=${token}`
    await mail.send(
      { to: view.email, ...invitationMail({ name: view.name, invitedBy: view.invited_by.name }, url) },
      tx,
    )
  }

  async function mayGive(tx: Transaction, me: Principal, actor: Actor, roleIds: readonly number[]) {
    const about = { action: 'invited_user', recordType: 'role' }
    if (scopeOf(me, 'Administration', 'manage_roles') === null) {
      refuse(refusals, actor, 'Your role does not give roles: leave it to the onboarding rules.', about)
    }
    const roles = await findRoles(tx)
    roleIds.forEach((id, i) => {
      const role = roles.find(each => each.id === id)
      if (!role) throw invalidInput(`role_ids.${i}`, 'is not a role')
      const why = whyNotGive(me, role)
      if (why) refuse(refusals, actor, why, { ...about, recordId: id })
    })
  }

  /** Locks an open invitation within the actor's reach. */
  async function lock(tx: Transaction, actor: Actor, id: number): Promise<InvitationView> {
    const { me } = await actingNow(tx, actor, MANAGE_USERS)
    const [view] = await findOpen(tx, me, id)
    if (!view) throw new AppError('not-found')
    return view
  }

  async function look(token: string) {
    const [found] = await db.rows<{ email: string; name: string; invited_by: string }>(
      `SELECT i.email, i.name, u.name AS invited_by FROM invitations i JOIN users u ON u.id = i.invited_by
       WHERE i.token_hash = $1 AND ${LIVING}`,
      [hashOf(token), now()],
    )
    if (!found) throw deadLink()
    return found
  }

  return {
    list: principal => findOpen(db, principal),

    async create(tx, actor, { email, name = '', role_ids = [], team_id = null }) {
      const { me } = await actingNow(tx, actor, MANAGE_USERS)
      const address = email.trim().toLowerCase()
      await mustReachTeam(tx, me, team_id)
      if (role_ids.length > 0) await mayGive(tx, me, actor, role_ids)
      const [taken] = await tx.rows<{ what: string }>(
        `SELECT 'works here already' AS what FROM users WHERE lower(email) = $1
         UNION ALL SELECT 'was invited already' FROM invitations WHERE lower(email) = $1 AND accepted_at IS NULL AND revoked_at IS NULL`,
        [address],
      )
      if (taken) throw new AppError('already-exists', { errors: [{ path: 'email', message: taken.what }] })
      const token = newToken()
      const [row] = await tx.rows<{ id: number }>(
        `WITH invitation AS (
           INSERT INTO invitations (email, name, team_id, token_hash, invited_by, sent_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
         ), roles AS (
           INSERT INTO invitation_roles (invitation_id, role_id) SELECT id, r FROM invitation, unnest($8::int[]) r
         ) SELECT id FROM invitation`,
        [address, name.trim(), team_id, hashOf(token), me.userId, now(), ends(), role_ids],
      )
      const [view] = await findOpen(tx, me, row?.id)
      if (!view) throw new Error('the invitation was not written')
      auditBy(tx, actor, {
        action: 'invited_user',
        recordType: 'invitation',
        recordId: view.id,
        details: { roles: view.roles.map(role => role.name), ...(team_id && { team_id }) },
      })
      await changes.announce(
        tx,
        { name: 'access.user_invited', actorId: me.userId, data: { invitation_id: view.id } },
        [],
      )
      await send(tx, view, token)
      return view
    },

    resend: (actor, id) =>
      db.inTransaction(async tx => {
        await lock(tx, actor, id)
        const token = newToken()
        await tx.rows('UPDATE invitations SET token_hash = $2, sent_at = $3, expires_at = $4 WHERE id = $1', [
          id,
          hashOf(token),
          now(),
          ends(),
        ])
        const [view] = await findOpen(tx, actor.principal, id)
        if (!view) throw new AppError('not-found')
        auditBy(tx, actor, { action: 'resent_invitation', recordType: 'invitation', recordId: id })
        await send(tx, view, token)
        return view
      }),

    revoke: (actor, id) =>
      db.inTransaction(async tx => {
        await lock(tx, actor, id)
        await tx.rows('UPDATE invitations SET revoked_at = now() WHERE id = $1', [id])
        auditBy(tx, actor, { action: 'revoked_invitation', recordType: 'invitation', recordId: id })
        await changes.announce(
          tx,
          { name: 'access.invitation_revoked', actorId: actor.principal.userId, data: { invitation_id: id } },
          [],
        )
      }),

    look,

    async accept({ token, name, password }, origin) {
      mustNotBeOnlyWay(config)
      const { email: invited } = await look(token)
      const flaw = await passwordFlaw(password, { name, email: invited, publicUrl: config.publicUrl })
      if (flaw) throw invalidInput('password', flaw)
      const passwordHash = await hashPassword(password)
      return db.inTransaction(async tx => {
        const [invitation] = await tx.rows<{
          id: number
          email: string
          team_id: number | null
          invited_by: number
        }>(
          `SELECT i.id, i.email, i.team_id, i.invited_by FROM invitations i WHERE i.token_hash = $1 AND ${LIVING} FOR UPDATE`,
          [hashOf(token), now()],
        )
        if (!invitation) throw deadLink()
        const [taken] = await tx.rows('SELECT 1 FROM users WHERE lower(email) = lower($1)', [
          invitation.email,
        ])
        if (taken)
          throw new AppError('already-exists', { detail: 'There is an account with this address: sign in.' })
        const { email } = invitation
        const welcome = welcomeOf(await readOnboarding(tx), { email, via: 'invitation', groups: [] })
        const given = await rolesOf(tx, invitation.id)
        const person = {
          name: name.trim(),
          email,
          teamId: invitation.team_id ?? welcome.team_id,
          roleIds: given.length > 0 ? given : welcome.role_ids,
          account: { provider: 'credential', passwordHash } as const,
        }
        const id = await insertNewcomer(tx, person)
        await tx.rows('UPDATE invitations SET accepted_at = now() WHERE id = $1', [invitation.id])
        await auditJoining(tx, id, person.roleIds, origin, {
          invitation_id: invitation.id,
          ...(given.length === 0 && { rule_id: welcome.rule_id }),
        })
        await changes.announce(tx, { name: 'access.user_joined', actorId: id, data: { user_id: id } }, [])
        return { id, name: person.name }
      })
    },

    async useUp(tx, email) {
      const [row] = await tx.rows<{ id: number; team_id: number | null }>(
        `UPDATE invitations i SET accepted_at = now()
         WHERE lower(i.email) = lower($1) AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2 RETURNING id, team_id`,
        [email, now()],
      )
      return row ? { roleIds: await rolesOf(tx, row.id), teamId: row.team_id } : null
    },
  }
}

/** Notes somebody's first moment: each role they got is an assignment. */
export async function auditJoining(
  tx: Transaction,
  id: number,
  roleIds: readonly number[],
  origin: Origin,
  details: Record<string, unknown>,
): Promise<void> {
  const about = { userId: id, module: 'Administration', recordType: 'user', recordId: id, ...origin }
  audit(tx, { ...about, action: 'joined', details })
  const roles = (await findRoles(tx)).filter(role => roleIds.includes(role.id))
  for (const role of roles)
    audit(tx, { ...about, action: 'assigned_role', details: { role: role.name, ...details } })
  publish(tx, {
    name: 'access.role_changed',
    actorId: id,
    data: { user_id: id, role_ids: [...roleIds], given: true },
  })
}

const LIVING = 'i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2'

const newToken = () => randomBytes(32).toString('base64url')
const hashOf = (token: string) => createHash('sha256').update(token).digest()

function deadLink(): AppError {
  return new AppError('not-found', {
    detail: 'This link was used, taken back, or has run out. Ask for a new one.',
  })
}

async function rolesOf(tx: Connection, invitationId: number): Promise<number[]> {
  const rows = await tx.rows<{ role_id: number }>(
    'SELECT role_id FROM invitation_roles WHERE invitation_id = $1 ORDER BY role_id',
    [invitationId],
  )
  return rows.map(row => row.role_id)
}

type OpenRow = Omit<InvitationView, 'sent_at' | 'expires_at'> & { sent_at: Date; expires_at: Date }

/** Open invitations that the person administers: into teams within their reach, and those they sent. */
async function findOpen(db: Connection, principal: Principal, id?: number): Promise<InvitationView[]> {
  const values: unknown[] = []
  const columns = { owner: 'i.invited_by', team: 'i.team_id' }
  const scope = scopeCondition(principal, 'Administration', 'manage_users', columns, values)
  const one = id === undefined ? '' : ` AND i.id = $${values.push(id)}`
  const rows = await db.rows<OpenRow>(
    `SELECT i.id, i.email, i.name, i.sent_at, i.expires_at, i.expires_at < now() AS is_expired,
            (SELECT json_build_object('id', t.id, 'name', t.name) FROM teams t WHERE t.id = i.team_id) AS team,
            json_build_object('id', u.id, 'name', u.name) AS invited_by,
            (SELECT coalesce(json_agg(json_build_object('id', r.id, 'name', r.name) ORDER BY r.id), '[]')
             FROM invitation_roles x JOIN roles r ON r.id = x.role_id WHERE x.invitation_id = i.id) AS roles
     FROM invitations i JOIN users u ON u.id = i.invited_by
     WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND ${scope}${one} ORDER BY i.id DESC LIMIT 500`,
    values,
  )
  return rows.map(row => ({
    ...row,
    sent_at: row.sent_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  }))
}
