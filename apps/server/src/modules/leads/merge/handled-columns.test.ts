import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'

/** Names under which a column may refer to a lead without saying so by a foreign key. */
const TELLING_NAMES =
  /^(lead|leads|winner|loser|other|merged|duplicate|record|source_lead|target)(_lead)?(_ids?|_into)$/

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp()
})
afterAll(() => firm.close())

/** Every column that refers to a lead: by a foreign key, or by its name. */
async function columnsOfLeads(): Promise<string[]> {
  const keys = await firm.db.rows<{ column: string }>(
    `SELECT c.conrelid::regclass || '.' || a.attname AS column FROM pg_constraint c
     JOIN unnest(c.conkey) WITH ORDINALITY AS k (attnum, n) ON true
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
     WHERE c.contype = 'f' AND c.confrelid = 'leads'::regclass`,
  )
  const named = await firm.db.rows<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  )
  const telling = named.filter(({ column }) => TELLING_NAMES.test(column))
  return [
    ...new Set([...keys.map(key => key.column), ...telling.map(one => `${one.table}.${one.column}`)]),
  ].sort()
}

/** Columns of such a name that are about something else. */
const OTHERS: readonly string[] = []

test('a merge minds every column in the database that refers to a lead', async () => {
  const columns = (await columnsOfLeads()).filter(column => !OTHERS.includes(column))
  expect(columns).toEqual(expect.arrayContaining(['events.lead_id', 'stage_history.lead_id']))
  const handled = firm.app.modules.leads.handledColumns()
  const forgotten = columns.filter(column => !handled.includes(column))
  expect(
    forgotten,
    'hand a follower in by modules/index.ts (movingRows), or say why the column stays',
  ).toEqual([])
})

test('and names no column that is not there', async () => {
  const there = await firm.db.rows<{ column: string }>(
    "SELECT table_name || '.' || column_name AS column FROM information_schema.columns WHERE table_schema = 'public'",
  )
  const known = new Set(there.map(row => row.column))
  expect(firm.app.modules.leads.handledColumns().filter(column => !known.has(column))).toEqual([])
})

test('a column that somebody adds is noticed', async () => {
  await firm.db.rows('CREATE TABLE forgotten_things (id int PRIMARY KEY, lead_id int)')
  const handled = firm.app.modules.leads.handledColumns()
  const forgotten = (await columnsOfLeads()).filter(
    column => !handled.includes(column) && !OTHERS.includes(column),
  )
  await firm.db.rows('DROP TABLE forgotten_things')
  expect(forgotten).toEqual(['forgotten_things.lead_id'])
})
