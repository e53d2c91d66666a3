import type { Connection } from '../../../platform/database/database.ts'
import type { AvailabilityBody } from './availability.schemas.ts'

/** An active person who may own leads, as assignment sees them: read at this moment, not remembered. */
export interface LeadTaker {
  id: number
  name: string
  team_id: number | null
  time_zone: string | null
  /** Heads the team they work in. */
  heads_team: boolean
  /** Open leads at most; null for any number. */
  capacity: number | null
  expertise: string[]
  languages: string[]
  areas: string[]
  hours: AvailabilityBody['hours']
  /** Days `YYYY-MM-DD`. */
  out_on: string | null
  leaves: AvailabilityBody['leaves']
}

const LEAVES = `coalesce((SELECT json_agg(json_build_object('from', l.from_day, 'to', l.to_day) ORDER BY l.from_day, l.id)
            FROM user_leaves l WHERE l.user_id = u.id), '[]')`

const COLUMNS = `u.id, u.name, u.team_id, u.time_zone, a.capacity, coalesce(a.expertise, '{}') AS expertise,
  coalesce(a.languages, '{}') AS languages, coalesce(a.areas, '{}') AS areas, a.hours, a.out_on::text AS out_on,
  EXISTS (SELECT FROM teams t WHERE t.id = u.team_id AND t.head_id = u.id) AS heads_team,
  ${LEAVES} AS leaves`

const SEES_LEADS = `EXISTS (SELECT FROM user_roles ur JOIN permissions p ON p.role_id = ur.role_id
  WHERE ur.user_id = u.id AND p.module_name = 'CRM' AND p.action = 'view' AND p.allowed)`

/** Everybody who can be given leads, by id. */
export const findLeadTakers = (db: Connection): Promise<LeadTaker[]> =>
  db.rows<LeadTaker>(
    `SELECT ${COLUMNS} FROM users u LEFT JOIN user_availability a ON a.user_id = u.id
     WHERE u.is_active AND ${SEES_LEADS}
     ORDER BY u.id`,
    [],
    'access-lead-takers',
  )

/** Everybody who works on design projects that are given to them, by id. Whoever reaches all projects runs them, and is given none. */
export const findDesigners = (db: Connection): Promise<LeadTaker[]> =>
  db.rows<LeadTaker>(
    `SELECT ${COLUMNS} FROM users u LEFT JOIN user_availability a ON a.user_id = u.id
     WHERE u.is_active AND (
       SELECT bool_and(p.scope <> 'all') FROM user_roles ur JOIN permissions p ON p.role_id = ur.role_id
       WHERE ur.user_id = u.id AND p.module_name = 'Design' AND p.action = 'edit' AND p.allowed)
     ORDER BY u.id`,
    [],
    'access-designers',
  )

/** Whether and when somebody works. */
export interface Presence extends Pick<LeadTaker, 'hours' | 'time_zone' | 'out_on' | 'leaves'> {
  /** On leave or out on the day that it is for them. */
  is_away: boolean
}

/** Whether and when these people work, by id. */
export async function findPresence(
  db: Connection,
  userIds: readonly number[],
  at: Date,
  firmTimeZone: string,
): Promise<Map<number, Presence>> {
  const rows = await db.rows<Presence & { id: number }>(
    `SELECT u.id, u.time_zone, a.hours, a.out_on::text AS out_on, ${LEAVES} AS leaves, coalesce(a.out_on = d.today, false)
       OR EXISTS (SELECT FROM user_leaves l WHERE l.user_id = u.id AND d.today BETWEEN l.from_day AND l.to_day) AS is_away
     FROM jsonb_array_elements_text($1::jsonb) AS asked (id) JOIN users u ON u.id = asked.id::int
     LEFT JOIN user_availability a ON a.user_id = u.id
     CROSS JOIN LATERAL (SELECT ($2::timestamptz AT TIME ZONE coalesce(u.time_zone, $3))::date AS today) AS d`,
    [JSON.stringify(userIds), at, firmTimeZone],
    'access-presence',
  )
  return new Map(rows.map(({ id, ...presence }) => [id, presence]))
}

/** Whoever it is; `takes_leads` where a role of theirs sees leads. */
export type Taker = LeadTaker & { takes_leads: boolean }

export async function findAvailability(db: Connection, userId: number): Promise<Taker | undefined> {
  const [row] = await db.rows<Taker>(
    `SELECT ${COLUMNS}, ${SEES_LEADS} AS takes_leads FROM users u LEFT JOIN user_availability a ON a.user_id = u.id WHERE u.id = $1`,
    [userId],
  )
  return row
}

/** Writes all of it; `outOn` is the day on which they are out, none when they are in. */
export async function saveAvailability(
  tx: Connection,
  userId: number,
  body: AvailabilityBody,
  outOn: string | null,
): Promise<void> {
  const { capacity, expertise, languages, areas, hours, leaves } = body
  await tx.rows(
    `INSERT INTO user_availability (user_id, capacity, expertise, languages, areas, hours, out_on)
     VALUES ($1, $2, $3::text[], $4::text[], $5::text[], $6::jsonb, $7)
     ON CONFLICT (user_id) DO UPDATE SET capacity = excluded.capacity, expertise = excluded.expertise, languages = excluded.languages,
       areas = excluded.areas, hours = excluded.hours, out_on = excluded.out_on`,
    [userId, capacity, expertise, languages, areas, hours && JSON.stringify(hours), outOn],
  )
  await tx.rows('DELETE FROM user_leaves WHERE user_id = $1', [userId])
  await tx.rows(
    `INSERT INTO user_leaves (user_id, from_day, to_day)
     SELECT $1, "from", "to" FROM jsonb_to_recordset($2::jsonb) AS l ("from" date, "to" date)`,
    [userId, JSON.stringify(leaves)],
  )
}
