import type { Connection, Transaction } from '../../../platform/database/database.ts'

/** How somebody new comes in, as far as the rules ask. */
export interface Newcomer {
  email: string
  via: 'invitation' | 'sso'
  /** Groups that the sign-in provider names. */
  groups: readonly string[]
}

export interface OnboardingRule {
  id: number
  via: 'invitation' | 'sso' | null
  /** In lower case, without @. */
  mail_domain: string | null
  sso_group: string | null
  role_ids: number[]
  team_id: number | null
}

export interface Onboarding {
  rules: OnboardingRule[]
  default_role_id: number | null
  default_team_id: number | null
  version: number
}

/** What somebody new gets, and by which rule; null where it is the default. */
export interface Welcome {
  rule_id: number | null
  role_ids: number[]
  team_id: number | null
}

export async function readOnboarding(db: Connection): Promise<Onboarding> {
  const [row] = await db.rows<Onboarding>(
    `SELECT d.role_id AS default_role_id, d.team_id AS default_team_id, d.version,
            (SELECT coalesce(json_agg(json_build_object('id', r.id, 'via', r.via, 'mail_domain', r.mail_domain, 'sso_group', r.sso_group,
                       'team_id', r.team_id, 'role_ids', ARRAY(SELECT role_id FROM onboarding_rule_roles x WHERE x.rule_id = r.id ORDER BY role_id))
                       ORDER BY r.position, r.id), '[]')
             FROM onboarding_rules r) AS rules
     FROM onboarding_defaults d`,
    [],
    'access_onboarding',
  )
  if (!row) throw new Error('the onboarding defaults are gone')
  return row
}

/** The first rule whose conditions all hold; without one, the default. */
export function welcomeOf(onboarding: Onboarding, newcomer: Newcomer): Welcome {
  const rule = onboarding.rules.find(each => fits(each, newcomer))
  if (rule)
    return { rule_id: rule.id, role_ids: rule.role_ids, team_id: rule.team_id ?? onboarding.default_team_id }
  const { default_role_id, default_team_id } = onboarding
  return {
    rule_id: null,
    role_ids: default_role_id === null ? [] : [default_role_id],
    team_id: default_team_id,
  }
}

/** A domain stands for itself alone: rules for `firm.example` do not hold for `sub.firm.example`. */
function fits(
  { via, mail_domain, sso_group }: OnboardingRule,
  { email, via: came, groups }: Newcomer,
): boolean {
  if (via !== null && via !== came) return false
  if (mail_domain !== null && email.slice(email.lastIndexOf('@') + 1).toLowerCase() !== mail_domain)
    return false
  return sso_group === null || groups.includes(sso_group)
}

export interface NewPerson {
  name: string
  /** Shown to be theirs: by the link of a mail, or by a provider that vouches for it. */
  email: string
  teamId: number | null
  roleIds: readonly number[]
  /** Of a password they chose, or the account at the provider. */
  account: { provider: 'credential'; passwordHash: string } | { provider: 'oidc'; subject: string }
}

/** Writes someone new with roles and a way to sign in. The unique index on the e-mail refuses a second one. */
export async function insertNewcomer(tx: Transaction, person: NewPerson): Promise<number> {
  const { account } = person
  const [row] = await tx.rows<{ id: number }>(
    `WITH person AS (
       INSERT INTO users (name, email, email_verified, team_id) VALUES ($1, $2, true, $3) RETURNING id
     ), account AS (
       INSERT INTO accounts (user_id, account_id, provider_id, password) SELECT id, coalesce($4, id::text), $5, $6 FROM person
     ), role AS (
       INSERT INTO user_roles (user_id, role_id) SELECT person.id, r.id FROM person, roles r WHERE r.id = ANY ($7::int[])
     )
     SELECT id FROM person`,
    [
      person.name,
      person.email,
      person.teamId,
      account.provider === 'oidc' ? account.subject : null,
      account.provider,
      account.provider === 'credential' ? account.passwordHash : null,
      person.roleIds,
    ],
  )
  if (!row) throw new Error('the person was not written')
  return row.id
}
