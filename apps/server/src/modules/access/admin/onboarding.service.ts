import type { Principal } from '@optimwalls/permissions'
import { type Static, Type } from 'typebox'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { Refusals } from '../refusals.ts'
import { SUPER_ADMIN } from '../roles.service.ts'
import { type Actor, actingNow, auditBy, refuse } from './actor.ts'
import { whyNotGive } from './admin-rules.ts'
import type { Changes } from './changes.ts'
import { type Onboarding, readOnboarding, type Welcome, welcomeOf } from './onboarding.ts'
import { findRoles, type RoleRow } from './roles.repository.ts'
import { ruleViolated } from './users.service.ts'
import { closed, Email, Id, Ids, orNull } from './wire.ts'

const MANAGE_ROLES = { module: 'Administration', action: 'manage_roles' } as const

const Via = Type.Enum(['invitation', 'sso'])
const Domain = Type.String({
  maxLength: 253,
  pattern: '^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)+$',
})
const Group = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Rule = {
  via: Type.Union([Via, Type.Null()], { description: 'How they come in; null either way' }),
  mail_domain: Type.Union([Domain, Type.Null()], { description: 'Their e-mail is of exactly this domain' }),
  sso_group: Type.Union([Group, Type.Null()], { description: 'The sign-in provider names this group' }),
  role_ids: Ids,
  team_id: orNull(Id),
}
const Defaults = { default_role_id: orNull(Id), default_team_id: orNull(Id) }

export const OnboardingShape = Type.Object({
  rules: Type.Array(Type.Object({ id: Id, ...Rule }), { description: 'The first that fits counts' }),
  ...Defaults,
  version: Type.Integer(),
  may_change: Type.Boolean(),
})
export const OnboardingBody = Type.Object(
  {
    rules: Type.Array(Type.Object(Rule, closed), { maxItems: 100 }),
    ...Defaults,
    version: Type.Integer({
      description: 'As it was read: refused when somebody else changed the rules since',
    }),
  },
  closed,
)
export const NewcomerBody = Type.Object(
  { email: Email, via: Via, groups: Type.Optional(Type.Array(Group, { maxItems: 50 })) },
  closed,
)
export const WelcomeShape = Type.Object({
  rule_id: Type.Union([Id, Type.Null()], { description: 'null where no rule fits and the default holds' }),
  role_ids: Type.Array(Id),
  team_id: orNull(Id),
})

/** Which roles and team new people get. */
export interface OnboardingRules {
  read(principal: Principal): Promise<Onboarding & { may_change: boolean }>
  /** Replaces all rules. @throws AppError "edit-conflict" when they are not what was read, "forbidden" for roles that go beyond the
   *  actor, "rule-violated" for Super Admin */
  write(actor: Actor, body: Static<typeof OnboardingBody>): Promise<Onboarding & { may_change: boolean }>
  /** Who would get what. */
  tryOut(newcomer: Static<typeof NewcomerBody>): Promise<Welcome>
}

export function createOnboardingRules({
  db,
  refusals,
  changes,
}: {
  db: Database
  refusals: Refusals
  changes: Changes
}): OnboardingRules {
  function check(
    me: Principal,
    actor: Actor,
    { rules, default_role_id }: Static<typeof OnboardingBody>,
    roles: readonly RoleRow[],
  ): void {
    const named: [string, number][] = rules.flatMap(({ role_ids }, i) =>
      role_ids.map((id, n): [string, number] => [`rules.${i}.role_ids.${n}`, id]),
    )
    if (default_role_id !== null) named.push(['default_role_id', default_role_id])
    for (const [path, id] of named) {
      const role = roles.find(each => each.id === id)
      if (!role) throw invalidInput(path, 'is not a role')
      if (role.name === SUPER_ADMIN) throw ruleViolated('Nobody becomes Super Admin by a rule.')
      const why = whyNotGive(me, role)
      if (why)
        refuse(refusals, actor, why, { action: 'changed_onboarding', recordType: 'role', recordId: id })
    }
    rules.forEach((rule, i) => {
      if (rule.via === null && rule.mail_domain === null && rule.sso_group === null) {
        throw invalidInput(`rules.${i}`, 'needs a condition')
      }
      if (rule.via === 'invitation' && rule.sso_group !== null) {
        throw invalidInput(`rules.${i}.sso_group`, 'is known only of who comes by single sign-on')
      }
    })
  }

  async function checkTeams(tx: Transaction, body: Static<typeof OnboardingBody>): Promise<void> {
    const teams = await tx.rows<{ id: number }>('SELECT id FROM teams WHERE deleted_at IS NULL')
    const isTeam = (id: number | null) => id === null || teams.some(team => team.id === id)
    body.rules.forEach((rule, i) => {
      if (!isTeam(rule.team_id)) throw invalidInput(`rules.${i}.team_id`, 'is not a team')
    })
    if (!isTeam(body.default_team_id)) throw invalidInput('default_team_id', 'is not a team')
  }

  const mayChange = (principal: Principal) =>
    principal.permissions.some(
      ({ module, action, scope }) =>
        module === 'Administration' && action === 'manage_roles' && scope === 'all',
    )

  return {
    read: async principal => ({ ...(await readOnboarding(db)), may_change: mayChange(principal) }),
    tryOut: async ({ email, via, groups = [] }) =>
      welcomeOf(await readOnboarding(db), { email, via, groups }),
    write: (actor, body) =>
      db.inTransaction(async tx => {
        const { me, scope } = await actingNow(tx, actor, MANAGE_ROLES)
        const about = { action: 'changed_onboarding', recordType: 'onboarding' }
        if (scope !== 'all') refuse(refusals, actor, 'The rules hold for the whole firm.', about)
        check(me, actor, body, await findRoles(tx))
        await checkTeams(tx, body)
        const before = await readOnboarding(tx)
        if (before.version !== body.version) {
          throw new AppError('edit-conflict', {
            detail: 'Somebody else changed the rules in the meantime.',
            current: before,
          })
        }
        await tx.rows('DELETE FROM onboarding_rules')
        await tx.rows(
          `WITH given AS (
             SELECT * FROM jsonb_to_recordset($1::jsonb)
               AS g (position int, via text, mail_domain text, sso_group text, team_id int, role_ids int[])
           ), written AS (
             INSERT INTO onboarding_rules (position, via, mail_domain, sso_group, team_id)
             SELECT position, via, lower(mail_domain), sso_group, team_id FROM given RETURNING id, position
           )
           INSERT INTO onboarding_rule_roles (rule_id, role_id)
           SELECT w.id, r FROM written w JOIN given g USING (position) CROSS JOIN unnest(g.role_ids) r`,
          [JSON.stringify(body.rules.map((rule, position) => ({ position, ...rule })))],
        )
        await tx.rows('UPDATE onboarding_defaults SET role_id = $1, team_id = $2, version = version + 1', [
          body.default_role_id,
          body.default_team_id,
        ])
        auditBy(tx, actor, {
          action: 'changed_onboarding',
          details: { rules: body.rules.length, default_role_id: body.default_role_id },
        })
        await changes.announce(tx, { name: 'access.onboarding_changed', actorId: me.userId, data: {} }, [])
        return { ...(await readOnboarding(tx)), may_change: true }
      }),
  }
}
