import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, startImport } from '../../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import type { Lead } from '../leads.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const run = async (file: string, mapping: object) => ended(admin, await startImport(admin, file, mapping))
const leadsOf = async (query: string) =>
  (await admin.get<{ data: Lead[] }>(`/crm/leads?limit=200&sort=name&${query}`)).json.data

describe('a whole export of another system', () => {
  const FILE = [
    'Id,Name,Mobile,E-mail,City,Status,Owner,Created,Company,Street',
    'Z1,Asha Rao,660-485-0224,Asha@Old.example,Pune,Contacted,Priya,"15 Apr, 2021 00:03:00",Acme,1 Elm Street',
    'Z2,Bala Iyer,860-253-6354,bala@old.example,Kochi,Closed Won,Priya,"16 Apr, 2021 10:00:00",Bolt,',
    'Z3,Chitra Das,336-856-3419,chitra@old.example,Surat,Junk Lead,Nobody,"17 Apr, 2021 10:00:00",,',
    'Z4,,563-508-6582,dev@old.example,,Contacted,,"18 Apr, 2021 10:00:00",,',
    'Z5,=Evil(),not a phone,eva@old,Goa,New,,tomorrow,,',
    'Z6,"Farah\nKhan",660-643-4947,,Pune,New,,"19 Apr, 2021 10:00:00",,',
  ].join('\r\n')
  const mapping = () => ({
    columns: {
      Id: 'external_id',
      Name: 'name',
      Mobile: 'phone',
      'E-mail': 'email',
      City: 'location',
      Status: 'status',
      Owner: 'owner',
      Created: 'created_at',
      Company: 'custom.company',
      Street: 'address',
    },
    country: 'US',
    status_values: { Contacted: 'contacted', 'Closed Won': 'converted', 'Junk Lead': 'lost' },
    owner_values: { Priya: firm.staff.salespeople[0]?.id, Nobody: null },
    constants: { source: 'zoho', tags: ['imported'] },
    system: 'zoho',
  })

  test('becomes leads with their past, and a file of what was refused', async () => {
    const done = await run(FILE, mapping())
    expect(done).toMatchObject({
      status: 'done',
      rows_total: 6,
      rows_done: 6,
      created: 4,
      matched: 0,
      refused: 2,
    })
    const [asha, bala, chitra, farah] = await leadsOf('source=zoho')
    expect(asha).toMatchObject({
      name: 'Asha Rao',
      phone: '+16604850224',
      email: 'asha@old.example',
      address: '1 Elm Street',
      location: 'Pune',
      status: 'contacted',
      created_at: '2021-04-14T18:33:00.000Z',
      owner: firm.staff.salespeople[0] && { id: firm.staff.salespeople[0].id },
      custom: { company: 'Acme' },
      tags: ['imported'],
      external_ids: [{ system: 'zoho', id: 'Z1' }],
    })
    expect([bala?.status, bala?.stage]).toEqual(['converted', 'Converted'])
    expect(chitra).toMatchObject({ status: 'lost', lost_reason: 'Not a real lead', owner: null })
    expect(farah?.name).toBe('Farah\nKhan')
    const { json: score } = await admin.get<{ reasons: object[] }>(`/crm/leads/${asha?.id}/score`)
    expect(score).toMatchObject({ score: asha?.score, history: [{ score: asha?.score }] })
    expect(score.reasons).not.toEqual([])
    expect((await admin.get(`/crm/leads/${chitra?.id}/score`)).json).toMatchObject({
      score: null,
      history: [],
    })

    const { text } = await admin.get(`/crm/imports/${done.id}/refused`)
    const rows: Record<string, string>[] = parse(text, { bom: true, columns: true })
    expect(rows.map(row => [row.Line, row.Id])).toEqual([
      ['5', 'Z4'],
      ['6', 'Z5'],
    ])
    expect(rows[0]?.Reason).toBe('name is empty')
    for (const reason of ['phone is not a phone number', 'email is not', 'created at is not a date'])
      expect(rows[1]?.Reason).toContain(reason)
    expect(rows[1]?.Name).toBe("'=Evil()")
    expect(
      await firm.db.rows(
        `SELECT details FROM audit_logs WHERE action = 'downloaded_refused_rows' AND details->>'import_id' = $1`,
        [done.id],
      ),
    ).toEqual([{ details: { import_id: done.id, rows: 2 } }])
  })

  test('twice creates nothing more, skipping or flagging', async () => {
    for (const on_duplicate of ['skip', 'flag'])
      expect(await run(FILE, { ...mapping(), on_duplicate })).toMatchObject({
        created: 0,
        matched: 4,
        refused: 2,
      })
    expect(await leadsOf('source=zoho')).toHaveLength(4)
  })

  test('leaves no contact detail in the clear, in any table', async () => {
    const tables = await firm.db.rows<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    const clear = /@old\.example|6604850224|660-485-0224|Elm Street/i
    for (const { name } of tables) {
      const rows = await firm.db.rows<{ text: string }>(`SELECT t::text AS text FROM ${name} t`)
      expect([name, rows.filter(row => clear.test(row.text))]).toEqual([name, []])
    }
  })

  test('notifies nobody: a past lead is imported, a present one is created', async () => {
    const events = () =>
      firm.db.rows(
        "SELECT name, count(*) AS n FROM events WHERE name IN ('lead.created', 'lead.imported') GROUP BY 1 ORDER BY 1",
      )
    expect(await events()).toEqual([{ name: 'lead.imported', n: 4 }])
    await run('Name\nPresent Lead\n', { columns: { Name: 'name' }, historical: false })
    expect(await events()).toEqual([
      { name: 'lead.created', n: 1 },
      { name: 'lead.imported', n: 4 },
    ])
  })
})

test('the header once more is refused, and both phones of a person come in', async () => {
  const file = 'Name,Phone,City,Phone\nOne,98450 70001,Pune,98450 70002\nName,Phone,City,Phone\n'
  const columns = { Name: 'name', Phone: 'phone', City: 'location', 'Phone (4)': 'phone' }
  const done = await run(file, { columns, bad_values: 'leave_out', constants: { source: 'parts' } })
  expect(done).toMatchObject({ created: 1, refused: 1, reasons: [{ path: 'row', line: 3 }] })
  expect(await leadsOf('source=parts')).toMatchObject([
    { phone: '+919845070001', phones: ['+919845070002'], location: 'Pune' },
  ])
})

test('a total of the rows is refused, a person of that name is not', async () => {
  const columns = { Name: 'name', Phone: 'phone', City: 'location', Budget: 'budget' }
  const file = [
    'Name,Phone,City,Rooms,Budget',
    'One,,Pune,3,"₹ 5,00,000"',
    'Total,98450 70009,,,"₹ 7,00,000"',
    'Total,,Nashik,,',
    'Grand Total:,,,3,"₹ 12,00,000"',
  ].join('\n')
  const done = await run(file, { columns, bad_values: 'leave_out', constants: { source: 'totals' } })
  const reason = { path: 'row', message: 'looks like a total of the rows, not one of them', line: 5 }
  expect(done).toMatchObject({ created: 3, refused: 1, reasons: [reason] })
})

describe('rows with a phone that is there', () => {
  test('give their ids to the lead that they are, until the import is undone', async () => {
    const named = { Id: 'external_id', Name: 'name', Mobile: 'phone' }
    const idsOf = async () => (await leadsOf('source=known'))[0]?.external_ids.map(({ id }) => id)
    const ids = (rows: string) =>
      run(`Id,Name,Mobile\n${rows}`, { columns: named, constants: { source: 'known' } })
    expect(await ids('K1,One,98450 80001\nK2,One too,98450 80001\n')).toMatchObject({
      created: 1,
      matched: 1,
    })
    const later = await ids('K3,One again,98450 80001\nK3,One again,98450 80001\n')
    expect(later).toMatchObject({ created: 0, updated: 0, matched: 2 })
    expect(await idsOf()).toEqual(['K1', 'K2', 'K3'])

    const columns = { Lead: 'lead_id', Stage: 'outcome', Amount: 'amount' }
    const choice_values = { outcome: { Open: 'open' } }
    const deals = await run('Lead,Stage,Amount\nK2,Open,500\nK3,Open,600\nK4,Open,1\n', {
      kind: 'deals',
      columns,
      choice_values,
    })
    expect(deals).toMatchObject({ created: 2, refused: 1 })

    await admin.post(`/crm/imports/${later.id}/undo`)
    expect(await ended(admin, later.id)).toMatchObject({ status: 'undone', kept: 0 })
    expect(await idsOf()).toEqual(['K1', 'K2'])
  })

  const file = 'Name,Mobile\nOne,9812355555\nTwo,+91 98123 55555\n'
  const columns = { Name: 'name', Mobile: 'phone' }

  test('are left out, or come in marked', async () => {
    expect(await run(file, { columns, constants: { source: 'dup' } })).toMatchObject({
      created: 1,
      matched: 1,
    })
    expect(await run(file, { columns, constants: { source: 'dup' }, on_duplicate: 'flag' })).toMatchObject({
      created: 2,
    })
    expect((await leadsOf('source=dup')).map(lead => lead.is_duplicate)).toEqual([true, true, true])
  })
})

describe('an import that is broken off', () => {
  const file = (prefix: string) =>
    [
      'Name,Mobile,Id',
      ...Array.from({ length: 500 }, (_, i) => `${prefix} ${i},${i === 17 ? 'x' : ''},${i}`),
    ].join('\n')
  const columns = { Name: 'name', Mobile: 'phone' }
  const countOf = async (prefix: string) =>
    firm.db.rows('SELECT count(*) AS rows, count(DISTINCT name) AS names FROM leads WHERE name LIKE $1', [
      `${prefix} %`,
    ])

  test('goes on where it was, without doubles', async () => {
    await firm.db.rows(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the power went out'; END $$`,
    )
    await firm.db.rows(
      `CREATE TRIGGER fail BEFORE INSERT ON leads FOR EACH ROW WHEN (NEW.name = 'Broken 450') EXECUTE FUNCTION fail()`,
    )
    const id = await startImport(admin, file('Broken'), { columns })
    const failed = 'SELECT 1 FROM graphile_worker.jobs WHERE attempts > 0 AND last_error IS NOT NULL'
    while ((await firm.db.rows(failed)).length === 0) await sleep(20)
    expect((await admin.get(`/crm/imports/${id}`)).json).toMatchObject({ status: 'running', rows_done: 400 })
    expect(await countOf('Broken')).toEqual([{ rows: 399, names: 399 }])

    await firm.db.rows('DROP TRIGGER fail ON leads')
    await firm.db.rows(
      'SELECT graphile_worker.reschedule_jobs(array_agg(id), now()) FROM graphile_worker.jobs WHERE attempts > 0',
    )
    expect(await ended(admin, id)).toMatchObject({ status: 'done', rows_done: 500, created: 499, refused: 1 })
    expect(await countOf('Broken')).toEqual([{ rows: 499, names: 499 }])
    const { text } = await admin.get(`/crm/imports/${id}/refused`)
    expect(text.trim().split('\r\n')).toHaveLength(2)
  })

  test('and run by two workers at once is done once', async () => {
    const id = await startImport(admin, file('Twice'), { columns })
    for (let i = 0; i < 3; i++)
      await firm.db.rows("SELECT FROM graphile_worker.add_job('leads-import', $1::json)", [
        JSON.stringify({ import_id: id }),
      ])
    expect(await ended(admin, id)).toMatchObject({ status: 'done', rows_done: 500, created: 499, refused: 1 })
    expect(await countOf('Twice')).toEqual([{ rows: 499, names: 499 }])
  })

  test('and started again changes nothing', async () => {
    const id = await startImport(admin, file('Again'), { columns })
    await ended(admin, id)
    expect((await admin.post(`/crm/imports/${id}/run`)).json).toMatchObject({ status: 'done', created: 499 })
    const { status } = await admin.put(`/crm/imports/${id}/mapping`, { columns })
    expect([400, 422]).toContain(status)
  })
})
