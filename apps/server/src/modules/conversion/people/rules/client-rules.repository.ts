import type { Connection, Transaction } from '../../../../platform/database/database.ts'
import {
  type ClientPlan,
  type ClientPlanTrial,
  type ClientRule,
  PLACES,
  type PlaceName,
} from './client-rules.schemas.ts'

/** Everything at one moment. */
export async function readClientPlan(db: Connection): Promise<ClientPlan> {
  const [row] = await db.rows<{
    account_owner_fallback_id: number | null
    designer_fallback_id: number | null
    version: number
    rules: (ClientRule & { place: PlaceName })[]
  }>(
    `SELECT p.account_owner_fallback_id, p.designer_fallback_id, p.version, coalesce((
       SELECT json_agg(json_build_object('place', r.place, 'name', r.name, 'is_active', r.is_active, 'conditions', r.conditions,
         'who', r.who, 'team_id', r.team_id, 'user_ids', r.user_ids, 'goes_by', r.goes_by) ORDER BY r.position, r.id)
       FROM client_rules r), '[]') AS rules
     FROM client_plan p`,
    [],
    'client-plan',
  )
  if (!row) throw new Error('the row of the client plan is gone')
  const of = (wanted: PlaceName) =>
    row.rules.flatMap(({ place, ...rule }) => (place === wanted ? [rule] : []))
  return {
    account_owner: { rules: of('account_owner'), fallback_id: row.account_owner_fallback_id },
    designer: { rules: of('designer'), fallback_id: row.designer_fallback_id },
    version: row.version,
  }
}

/** One who changes it at a time. */
export const lockClientPlan = (tx: Transaction): Promise<unknown> =>
  tx.rows('SELECT FROM client_plan FOR UPDATE', [])

/** Puts this in place of all, one version on. */
export async function writeClientPlan(tx: Transaction, plan: ClientPlanTrial): Promise<void> {
  const rules = PLACES.flatMap(place =>
    plan[place].rules.map((rule, position) => ({ ...rule, name: rule.name.trim(), place, position })),
  )
  await tx.rows('DELETE FROM client_rules', [])
  await tx.rows(
    `INSERT INTO client_rules (place, position, name, is_active, conditions, who, team_id, user_ids, goes_by)
     SELECT place, position, name, is_active, conditions, who, team_id, user_ids, goes_by
     FROM jsonb_to_recordset($1::jsonb) AS g (place text, position int, name text, is_active boolean, conditions jsonb, who text,
       team_id int, user_ids int[], goes_by text[])`,
    [JSON.stringify(rules)],
  )
  await tx.rows(
    'UPDATE client_plan SET account_owner_fallback_id = $1, designer_fallback_id = $2, version = version + 1',
    [plan.account_owner.fallback_id, plan.designer.fallback_id],
  )
}

/** A conversion that rules are tried on. */
export interface TriedConversion {
  lead_id: number
  client_id: number
  name: string
  account_owner_id: number | null
  designer_id: number | null
  converted_by: number | null
  /** Of the client. */
  created_at: Date
}

/** The latest of living leads, the oldest first; of a client with several the last. */
export const latestConversions = (db: Connection, limit: number): Promise<TriedConversion[]> =>
  db.rows(
    `SELECT * FROM (
       SELECT DISTINCT ON (v.client_id) v.lead_id, v.client_id, c.name, c.account_owner_id, c.designer_id, v.converted_by, c.created_at, v.converted_at
       FROM (SELECT * FROM conversions WHERE merged_from IS NULL ORDER BY converted_at DESC, id DESC LIMIT $1) v
       JOIN clients c ON c.id = v.client_id JOIN leads l ON l.id = v.lead_id AND l.deleted_at IS NULL
       ORDER BY v.client_id, v.converted_at DESC
     ) latest ORDER BY converted_at, client_id`,
    [limit],
  )
