import type { Connection } from '../../platform/database/database.ts'

export interface PersonRow {
  id: number
  name: string
  team_id: number | null
  is_active: boolean
  /** Holds a role that sees leads, so leads can be theirs. */
  can_own_leads: boolean
  time_zone: string | null
}

export interface TeamRow {
  id: number
  name: string
  parent_id: number | null
  head_id: number | null
}

export async function findPeople(db: Connection): Promise<PersonRow[]> {
  return db.rows<PersonRow>(
    `SELECT u.id, u.name, u.team_id, u.is_active, u.time_zone,
            EXISTS (SELECT FROM user_roles ur JOIN permissions p ON p.role_id = ur.role_id
                    WHERE ur.user_id = u.id AND p.module_name = 'CRM' AND p.action = 'view' AND p.allowed) AS can_own_leads
     FROM users u ORDER BY lower(u.name), u.id`,
    [],
    'access_people',
  )
}

export async function findTeams(db: Connection): Promise<TeamRow[]> {
  return db.rows<TeamRow>(
    'SELECT id, name, parent_id, head_id FROM teams WHERE deleted_at IS NULL ORDER BY lower(name), id',
    [],
    'access_teams',
  )
}

export async function findEmail(db: Connection, userId: number): Promise<string | undefined> {
  const [row] = await db.rows<{ email: string }>(
    'SELECT email FROM users WHERE id = $1 AND is_active',
    [userId],
    'access_email',
  )
  return row?.email
}

/** What is known of somebody to whoever guesses their password. */
export async function findOwner(
  db: Connection,
  userId: number,
): Promise<{ name: string; email: string } | undefined> {
  const [row] = await db.rows<{ name: string; email: string }>(
    'SELECT name, email FROM users WHERE id = $1',
    [userId],
  )
  return row
}

export async function findName(db: Connection, userId: number): Promise<string | undefined> {
  const [row] = await db.rows<{ name: string }>('SELECT name FROM users WHERE id = $1', [userId])
  return row?.name
}

export async function isActive(db: Connection, userId: number): Promise<boolean> {
  const [row] = await db.rows('SELECT 1 FROM users WHERE id = $1 AND is_active', [userId])
  return row !== undefined
}

/** Whom an audit entry about this address is about. */
export async function findIdByEmail(db: Connection, email: string): Promise<number | undefined> {
  const [row] = await db.rows<{ id: number }>(
    'SELECT id FROM users WHERE lower(email) = lower($1)',
    [email],
    'access_id_by_email',
  )
  return row?.id
}

export interface NewPerson {
  name: string
  /** In lower case. */
  email: string
  /** Null for who comes from the firm's provider. */
  passwordHash: string | null
  teamId: number | null
  roleId: number
  isDemo: boolean
}

/** Writes a person with a password and one role. The unique index on the e-mail refuses a second one. */
export async function insertPerson(db: Connection, person: NewPerson): Promise<number> {
  const [row] = await db.rows<{ id: number }>(
    `WITH person AS (
       INSERT INTO users (name, email, email_verified, team_id, is_demo) VALUES ($1, $2, true, $3, $4) RETURNING id
     ), account AS (
       INSERT INTO accounts (user_id, account_id, provider_id, password) SELECT id, id::text, 'credential', $5 FROM person WHERE $5::text IS NOT NULL
     ), role AS (
       INSERT INTO user_roles (user_id, role_id) SELECT id, $6 FROM person
     )
     SELECT id FROM person`,
    [person.name, person.email, person.teamId, person.isDemo, person.passwordHash, person.roleId],
  )
  if (!row) throw new Error('the person was not written')
  return row.id
}
