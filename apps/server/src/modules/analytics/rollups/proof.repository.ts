import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { CELL_SUM_NAMES, cellsOf, passageCellsOf, spreadsOf } from './contribution.ts'
import { PASSED } from './passages.ts'

/** What a proof found, so far. */
export interface Proof {
  /** Leads that were looked at. */
  leads: number
  /** Leads of which something else was kept than they add, without a word of a change. */
  wrong_leads: number
  /** Cells that did not hold what their leads add. */
  wrong_cells: number
}

/** The id up to which the next leads after one go, and how many they are; null after the last. */
export async function nextLeads(
  db: Connection,
  after: number,
  atOnce: number,
): Promise<{ up_to: number; leads: number } | null> {
  const [next] = await db.rows<{ up_to: number | null; leads: number }>(
    `SELECT max(id) AS up_to, count(DISTINCT id) AS leads FROM (
       (SELECT id FROM leads WHERE id > $1 ORDER BY id LIMIT ${atOnce})
       UNION ALL (SELECT lead_id FROM report_leads WHERE lead_id > $1 ORDER BY lead_id LIMIT ${atOnce}) ORDER BY id LIMIT ${atOnce}) AS following`,
    [after],
  )
  return next && next.up_to !== null ? { up_to: next.up_to, leads: next.leads } : null
}

/** The months of which anything is kept. */
export async function keptMonths(db: Connection): Promise<string[]> {
  const rows = await db.rows<{ month: string }>(
    `SELECT DISTINCT date_trunc('month', day::timestamp)::date AS month FROM (
       SELECT came_on AS day FROM report_leads GROUP BY came_on
       UNION SELECT month FROM report_cells UNION SELECT month FROM report_passages UNION SELECT month FROM report_spreads) AS days ORDER BY 1`,
  )
  return rows.map(row => row.month)
}

const CELL = ['dimension', 'is_third', 'team_id', 'owner_id', 'month', 'value', ...CELL_SUM_NAMES]
const PASSAGE = ['is_third', 'team_id', 'owner_id', 'month', 'stage_id', ...PASSED]
const SPREAD = ['measure', 'dimension', 'is_third', 'team_id', 'owner_id', 'month', 'value', 'spread']

/** Makes the cells of a month what its leads add up to. The caller holds the roll-ups. @returns how many were not */
export async function mendMonth(tx: Transaction, month: string): Promise<number> {
  await tx.rows('DELETE FROM report_cells WHERE received = 0')
  await tx.rows(`DELETE FROM report_passages WHERE ${PASSED.map(fate => `${fate} = 0`).join(' AND ')}`)
  const inMonth = (day: string) => `${day} >= $1::date AND ${day} < $1::date + interval '1 month'`
  const leads = `(SELECT 1 AS sign, * FROM report_leads WHERE ${inMonth('came_on')})`
  let wrong = 0
  for (const [table, columns, right] of [
    ['report_cells', CELL, cellsOf(leads)],
    ['report_passages', PASSAGE, passageCellsOf(leads)],
    ['report_spreads', SPREAD, spreadsOf(leads)],
  ] as const) {
    const list = columns.join(', ')
    const [counts] = await tx.rows<{ extra: number; missing: number }>(
      `WITH should AS MATERIALIZED (${right}), found AS MATERIALIZED (SELECT ${list} FROM ${table} WHERE ${inMonth('month')}),
         extra AS MATERIALIZED (SELECT * FROM found EXCEPT SELECT ${list} FROM should),
         missing AS MATERIALIZED (SELECT ${list} FROM should EXCEPT SELECT * FROM found)
       SELECT (SELECT count(*) FROM extra) AS extra, (SELECT count(*) FROM missing) AS missing`,
      [month],
    )
    const { extra = 0, missing = 0 } = counts ?? {}
    if (extra + missing === 0) continue
    wrong += Math.max(extra, missing)
    await tx.rows(`DELETE FROM ${table} WHERE ${inMonth('month')}`, [month])
    await tx.rows(`INSERT INTO ${table} (${list}) SELECT ${list} FROM (${right}) AS should`, [month])
  }
  return wrong
}

/** Keeps what the proof found, for whoever looks after the system. */
export async function noteProof(tx: Transaction, { leads, wrong_leads, wrong_cells }: Proof): Promise<void> {
  await tx.rows(
    'UPDATE report_rollups SET proved_at = now(), proved_leads = $1, wrong_leads = $2, wrong_cells = $3',
    [leads, wrong_leads, wrong_cells],
  )
}
