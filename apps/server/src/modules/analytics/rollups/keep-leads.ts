import type { Database, Transaction } from '../../../platform/database/database.ts'
import {
  CELL_SUM_NAMES,
  cellsOf,
  contributions,
  KEPT,
  keptOf,
  passageCellsOf,
  type SpreadPart,
  spreadChangesOf,
} from './contribution.ts'
import { keepDeeds, type Which } from './keep-deeds.ts'
import { KEPT_SPREAD, keepSpreads, type SpreadChange } from './keep-spreads.ts'
import { PASSED } from './passages.ts'
import { nextLeads } from './proof.repository.ts'

/** Leads that are taken in one transaction at most: while it runs, whoever reads the event log waits for it. */
const AT_ONCE = 1000

/** How far what is kept has come. */
interface RollupState {
  up_to: number
  is_whole: boolean
  /** Whether it was made with the clocks of now. */
  is_by_clocks: boolean
  /** Whether passages were made by the order of stages of now, and up to which lead; null when of all. */
  is_by_stages: boolean
  passages_up_to: number | null
}

/** Holds what is kept until the transaction ends, so that nobody else changes it, and the hours of teams stay what they are. */
export async function holdRollups(tx: Transaction, timeZone: string): Promise<RollupState> {
  await tx.rows('SELECT FROM working_hours FOR SHARE')
  const [state] = await tx.rows<RollupState>(
    `SELECT up_to, is_whole, zone = report_clocks($1) AS is_by_clocks, stage_order = report_stage_order() AS is_by_stages, passages_up_to
     FROM report_rollups FOR UPDATE`,
    [timeZone],
  )
  if (!state) throw new Error('there is no row of roll-ups')
  return state
}

/** Leads with these ids. */
const leadsById = (ids: readonly number[]): Which => ({
  sql: 'SELECT DISTINCT unnest($2::int[]) AS lead_id',
  values: [ids],
})

/** Leads with ids above one and up to another, also those of which only what is kept is left. */
export const leadsBetween = (after: number, upTo: number): Which => ({
  sql: `SELECT id AS lead_id FROM leads WHERE id > $2 AND id <= $3
    UNION SELECT lead_id FROM report_leads WHERE lead_id > $2 AND lead_id <= $3`,
  values: [after, upTo],
})

const SET = KEPT.slice(1)
const WHOSE = ['came_on', 'team_id', 'owner_id'] as const
/** What each part of the spreads is made of. */
const MADE_OF: Readonly<Record<SpreadPart, readonly string[]>> = {
  response: [...WHOSE, 'arrival', 'pipeline_id', 'source', 'campaign_id', 'project_type', 'minutes', 'days'],
  stand: [...WHOSE, 'stage_id', 'stands_on', 'is_awake'],
  passage: [...WHOSE, 'passages'],
}
const PARTS = Object.entries(MADE_OF)
const IS_PART = ['counted', ...PARTS.map(([part]) => part)].map(part => `is_${part}`).join(', ')
/** What cells do not look at. */
const UNCOUNTED: readonly string[] = ['minutes', 'days', 'since', 'stands_on', 'is_awake', 'passages']
const differs = (columns: readonly string[]): string =>
  `(${columns.map(column => `f.${column}`).join(', ')}) IS DISTINCT FROM (${columns.map(column => `o.${column}`).join(', ')})`
/** Whether a lead adds something else to cells. */
const COUNTS_DIFFER = `(${differs(SET.filter(column => !UNCOUNTED.includes(column)))} OR (f.minutes IS NULL) <> (o.minutes IS NULL))`
const added = (names: readonly string[]): string =>
  names.map(name => `${name} = c.${name} + excluded.${name}`).join(', ')

/** Goes over leads: what each added to the cells is taken out and what it adds now put in, so that it does no harm how often this is done. The caller
 *  holds the roll-ups.
 *  @returns how many did not agree with what was kept though nothing had been said of them, and those that are somebody else's now, or that there are not any more */
export async function keepLeads(
  tx: Transaction,
  timeZone: string,
  { sql, values }: Which,
): Promise<{ unsaid: number; moved: number[] }> {
  const isWhich = (id: string) => `${id} = ANY (ARRAY(SELECT lead_id FROM which))`
  const changes = await tx.rows<Partial<SpreadChange> & { unsaid: number | null; moved: number[] | null }>(
    `WITH which AS MATERIALIZED (${sql}),
       fresh AS MATERIALIZED (${contributions('$1', isWhich, { withPassages: true })}),
       old AS MATERIALIZED (SELECT r.* FROM report_leads r WHERE ${isWhich('r.lead_id')}),
       changed AS MATERIALIZED (
         SELECT lead_id, ${differs(['team_id', 'owner_id'])} AS is_moved, ${COUNTS_DIFFER} AS is_counted, ${PARTS.map(([part, columns]) => `${differs(columns)} AS is_${part}`).join(', ')}
         FROM fresh f FULL JOIN old o USING (lead_id)
         WHERE f.came_on IS NULL OR o.came_on IS NULL OR ${differs(SET)}),
       signed AS MATERIALIZED (
         SELECT 1 AS sign, ${IS_PART}, ${keptOf('f')} FROM fresh f JOIN changed USING (lead_id)
         UNION ALL SELECT -1, ${IS_PART}, ${keptOf('o')} FROM old o JOIN changed USING (lead_id)),
       gone AS (DELETE FROM report_leads r USING changed WHERE r.lead_id = changed.lead_id
         AND NOT EXISTS (SELECT FROM fresh f WHERE f.lead_id = changed.lead_id)),
       kept AS (INSERT INTO report_leads (${KEPT.join(', ')}) SELECT ${keptOf('f')} FROM fresh f JOIN changed USING (lead_id)
         ON CONFLICT (lead_id) DO UPDATE SET ${SET.map(column => `${column} = excluded.${column}`).join(', ')}),
       cells AS (INSERT INTO report_cells AS c (dimension, is_third, team_id, owner_id, month, value, ${CELL_SUM_NAMES.join(', ')}) ${cellsOf('(SELECT * FROM signed WHERE is_counted)')}
         ON CONFLICT (dimension, is_third, team_id, owner_id, month, value) DO UPDATE SET ${added(CELL_SUM_NAMES)}),
       passages AS (INSERT INTO report_passages AS c (is_third, team_id, owner_id, month, stage_id, ${PASSED.join(', ')}) ${passageCellsOf('(SELECT * FROM signed WHERE is_passage)')}
         ON CONFLICT (is_third, month, team_id, owner_id, stage_id) DO UPDATE SET ${added(PASSED)}),
       spreads AS (SELECT d.*, old.spread FROM (${spreadChangesOf('signed')}) AS d ${KEPT_SPREAD}),
       told AS (SELECT count(*) FILTER (WHERE lead_id NOT IN (SELECT lead_id FROM report_changes WHERE NOT is_deed)
           AND lead_id NOT IN (SELECT lead_id FROM lead_count_deltas WHERE lead_id IS NOT NULL)) AS unsaid,
         coalesce(array_agg(lead_id) FILTER (WHERE is_moved), '{}') AS moved FROM changed)
     SELECT told.*, spreads.* FROM told FULL JOIN spreads ON false`,
    [timeZone, ...values],
  )
  await keepSpreads(
    tx,
    changes.filter((change): change is SpreadChange & (typeof changes)[number] => change.records != null),
  )
  // The words of a cell may be somebody's own: with its last lead they go.
  await tx.rows('DELETE FROM report_cells WHERE received = 0')
  const told = changes.find(change => change.moved !== null)
  return { unsaid: told?.unsaid ?? 0, moved: told?.moved ?? [] }
}

/** Goes over leads and what was done with them. @returns how many did not agree though nothing had been said of them */
export async function keepAll(tx: Transaction, timeZone: string, which: Which): Promise<number> {
  const { unsaid } = await keepLeads(tx, timeZone, which)
  return unsaid + (await keepDeeds(tx, timeZone, which))
}

/** Whether there is anything to do: most of the time a look is enough. */
async function isBehind(db: Database, timeZone: string): Promise<boolean> {
  const [row] = await db.rows<{ is_behind: boolean }>(
    `SELECT NOT is_whole OR zone <> report_clocks($1) OR passages_up_to IS NOT NULL OR stage_order <> report_stage_order()
       OR EXISTS (SELECT FROM report_changes) AS is_behind FROM report_rollups`,
    [timeZone],
  )
  return row?.is_behind ?? false
}

/** One step of a worker: goes over leads that changed, and over some of those that are not in the roll-ups yet.
 *  @returns whether there is more to do at once */
export function stepRollups(db: Database, timeZone: string): Promise<boolean> {
  return db.inTransaction(async tx => {
    const state = await holdRollups(tx, timeZone)
    if (!state.is_by_clocks) {
      await tx.rows(
        `UPDATE report_rollups SET zone = report_clocks($1), up_to = 0, is_whole = false, stage_order = report_stage_order(), passages_up_to = NULL`,
        [timeZone],
      )
      return true
    }
    if (!state.is_by_stages) {
      await tx.rows('UPDATE report_rollups SET stage_order = report_stage_order(), passages_up_to = 0')
      return true
    }
    const taken = await tx.rows<{ lead_id: number; is_deed: boolean }>(
      `DELETE FROM report_changes WHERE id IN (SELECT id FROM report_changes ORDER BY id LIMIT ${AT_ONCE}) RETURNING lead_id, is_deed`,
    )
    await keepChanged(tx, timeZone, taken)
    const isMore = taken.length === AT_ONCE
    if (!state.is_whole) return (await buildNext(tx, timeZone, state.up_to)) || isMore
    if (state.passages_up_to === null) return isMore
    return (await passNext(tx, timeZone, state.passages_up_to)) || isMore
  })
}

/** Goes over leads that changed, and over what was done with those of which that did, or that are somebody else's now. */
async function keepChanged(
  tx: Transaction,
  timeZone: string,
  changes: readonly { lead_id: number; is_deed: boolean }[],
): Promise<void> {
  const idsOf = (isDeed: boolean) =>
    changes.filter(change => change.is_deed === isDeed).map(change => change.lead_id)
  const leads = idsOf(false)
  const deeds = idsOf(true)
  if (leads.length > 0) deeds.push(...(await keepLeads(tx, timeZone, leadsById(leads))).moved)
  if (deeds.length > 0) await keepDeeds(tx, timeZone, leadsById(deeds))
}

/** Takes the next leads in. @returns whether there are more */
async function buildNext(tx: Transaction, timeZone: string, after: number): Promise<boolean> {
  const next = await nextLeads(tx, after, AT_ONCE)
  const upTo = next?.up_to ?? null
  if (upTo !== null) await keepAll(tx, timeZone, leadsBetween(after, upTo))
  await tx.rows('UPDATE report_rollups SET up_to = $1, is_whole = $2', [upTo ?? after, upTo === null])
  return upTo !== null
}

/** Figures the passages of the next leads by the order that stages have now. @returns whether there are more */
async function passNext(tx: Transaction, timeZone: string, after: number): Promise<boolean> {
  const next = await nextLeads(tx, after, AT_ONCE)
  if (next) await keepLeads(tx, timeZone, leadsBetween(after, next.up_to))
  await tx.rows('UPDATE report_rollups SET passages_up_to = $1', [next?.up_to ?? null])
  return next !== null
}

/** Milliseconds between two looks at what changed. Reports count what was not looked at themselves, so nothing waits for it. */
const EVERY_MS = 5000

/** Follows the changes of leads until it is stopped; many processes may do so, one at a time gets to. */
export function followLeads(
  db: Database,
  timeZone: string,
  log: { error(facts: object, text: string): void },
): () => Promise<void> {
  let isStopping = false
  let running: Promise<unknown> | undefined
  const follow = async () => {
    try {
      if (!(await isBehind(db, timeZone))) return
      while (!isStopping && (await stepRollups(db, timeZone)));
    } catch (error) {
      log.error({ err: error }, 'analytics: figures could not be brought up to date')
    }
  }
  const look = () => {
    running ??= follow().finally(() => {
      running = undefined
    })
  }
  look()
  const timer = setInterval(look, EVERY_MS)
  return async () => {
    isStopping = true
    clearInterval(timer)
    await running
  }
}
