import type { Transaction } from '../../../platform/database/database.ts'

/** Which leads to go over: a query that gives `lead_id`, each once. */
export interface Which {
  sql: string
  values: readonly unknown[]
}

/** The type of a deed that was planned. */
export const FOLLOW_UP = 'follow_up'

/** The rows of what is kept of a lead's activities, beside a table with `deeds`. */
export const DEEDS = `CROSS JOIN LATERAL (
  SELECT (e.deed ->> 0)::date AS day, (e.deed ->> 1)::int AS user_id, e.deed ->> 2 AS type, (e.deed ->> 3)::int AS n, (e.deed ->> 4)::int AS contacts
  FROM jsonb_array_elements(deeds) AS e (deed)) AS d`

/** What was done with leads, and the follow-ups that were planned, on the day when they were due: of these `contacts` are those that were kept by
 *  its end. `zone` stands for the parameter with the firm's zone, `only` is a condition on `lead_id`. */
export const deedsOf = (zone: string, only: string): string =>
  `SELECT lead_id, (happened_at AT TIME ZONE ${zone})::date AS day, coalesce(user_id, 0) AS user_id, type, is_contact::int AS contacts
   FROM activities WHERE deleted_at IS NULL AND ${only}
   UNION ALL SELECT lead_id, (due_at AT TIME ZONE ${zone})::date, assigned_to, '${FOLLOW_UP}',
     coalesce((date_trunc('day', done_at AT TIME ZONE ${zone}) <= due_at AT TIME ZONE ${zone})::int, 0)
   FROM follow_ups WHERE ${only}`

const COLUMNS = 'is_month, team_id, owner_id, day, user_id, type, n, contacts'

/** The cells of a table of what is kept with `sign`: of days, and of months with their first. What stays as it was falls away before it is
 *  told for the month as well. */
const cellsOf = (from: string): string =>
  `SELECT is_month, team_id, owner_id, c.day, user_id, type, sum(n)::int AS n, sum(contacts)::int AS contacts
   FROM (SELECT team_id, owner_id, d.day, user_id, type, sum(sign * n) AS n, sum(sign * contacts) AS contacts FROM ${from} AS k ${DEEDS}
     GROUP BY team_id, owner_id, d.day, user_id, type HAVING sum(sign * n) <> 0 OR sum(sign * contacts) <> 0) AS net
     CROSS JOIN LATERAL (VALUES (false, net.day), (true, date_trunc('month', net.day)::date)) AS c (is_month, day)
   GROUP BY is_month, team_id, owner_id, c.day, user_id, type HAVING sum(n) <> 0 OR sum(contacts) <> 0`

/** The same for what was done with leads as `keepLeads` for the leads, after it: whose a lead is, that says.
 *  @returns how many did not agree though nothing had been said of them */
export async function keepDeeds(tx: Transaction, timeZone: string, { sql, values }: Which): Promise<number> {
  const [counted] = await tx.rows<{ unsaid: number }>(
    `WITH which AS MATERIALIZED (${sql}),
       fresh AS MATERIALIZED (
         SELECT r.lead_id, r.team_id, r.owner_id, jsonb_agg(jsonb_build_array(a.day, a.user_id, a.type, a.n, a.contacts) ORDER BY a.day, a.user_id, a.type) AS deeds
         FROM report_leads r JOIN (
           SELECT lead_id, day, user_id, type, count(*) AS n, sum(contacts) AS contacts
           FROM (${deedsOf('$1', 'lead_id = ANY (ARRAY(SELECT lead_id FROM which))')}) AS done GROUP BY lead_id, day, user_id, type) AS a USING (lead_id)
         WHERE r.lead_id = ANY (ARRAY(SELECT lead_id FROM which)) GROUP BY r.lead_id, r.team_id, r.owner_id),
       old AS MATERIALIZED (SELECT * FROM report_deeds WHERE lead_id = ANY (ARRAY(SELECT lead_id FROM which))),
       changed AS MATERIALIZED (SELECT lead_id FROM fresh f FULL JOIN old o USING (lead_id)
         WHERE (f.team_id, f.owner_id, f.deeds) IS DISTINCT FROM (o.team_id, o.owner_id, o.deeds)),
       signed AS MATERIALIZED (
         SELECT 1 AS sign, f.* FROM fresh f JOIN changed USING (lead_id) UNION ALL SELECT -1, o.* FROM old o JOIN changed USING (lead_id)),
       gone AS (DELETE FROM report_deeds d USING changed WHERE d.lead_id = changed.lead_id AND NOT EXISTS (SELECT FROM fresh f WHERE f.lead_id = changed.lead_id)),
       kept AS (INSERT INTO report_deeds (lead_id, team_id, owner_id, deeds) SELECT f.lead_id, f.team_id, f.owner_id, f.deeds FROM fresh f JOIN changed USING (lead_id)
         ON CONFLICT (lead_id) DO UPDATE SET team_id = excluded.team_id, owner_id = excluded.owner_id, deeds = excluded.deeds),
       cells AS (INSERT INTO report_deed_cells AS c (${COLUMNS}) ${cellsOf('signed')}
         ON CONFLICT (is_month, day, team_id, owner_id, user_id, type) DO UPDATE SET n = c.n + excluded.n, contacts = c.contacts + excluded.contacts)
     SELECT count(*) AS unsaid FROM changed WHERE lead_id NOT IN (SELECT lead_id FROM report_changes)
       AND lead_id NOT IN (SELECT lead_id FROM lead_count_deltas WHERE lead_id IS NOT NULL)`,
    [timeZone, ...values],
  )
  return counted?.unsaid ?? 0
}

/** Makes the cells of all deeds what those of the leads add up to. The caller holds the roll-ups. @returns how many were not */
export async function mendDeeds(tx: Transaction): Promise<number> {
  await tx.rows('DELETE FROM report_deed_cells WHERE n = 0 AND contacts = 0')
  const right = cellsOf('(SELECT 1 AS sign, * FROM report_deeds)')
  const [counts] = await tx.rows<{ extra: number; missing: number }>(
    `WITH should AS MATERIALIZED (SELECT ${COLUMNS} FROM (${right}) AS cells)
     SELECT (SELECT count(*) FROM (SELECT ${COLUMNS} FROM report_deed_cells EXCEPT SELECT * FROM should) AS e) AS extra,
       (SELECT count(*) FROM (SELECT * FROM should EXCEPT SELECT ${COLUMNS} FROM report_deed_cells) AS m) AS missing`,
  )
  const wrong = Math.max(counts?.extra ?? 0, counts?.missing ?? 0)
  if (wrong > 0) {
    await tx.rows('DELETE FROM report_deed_cells')
    await tx.rows(`INSERT INTO report_deed_cells (${COLUMNS}) SELECT ${COLUMNS} FROM (${right}) AS cells`)
  }
  return wrong
}
