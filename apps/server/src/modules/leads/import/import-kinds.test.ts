import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  ended,
  type ImportAnswer,
  PLAIN_MAPPING,
  startImport,
  upload,
} from '../../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Lead } from '../leads.schemas.ts'
import type { ImportPreview } from './imports.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const run = async (file: string, mapping: object, name?: string) =>
  ended(admin, await startImport(admin, file, mapping, name))
const leadsOf = async (query: string) =>
  (await admin.get<{ data: Lead[] }>(`/crm/leads?limit=200&sort=name&${query}`)).json.data

async function undo(id: number): Promise<ImportAnswer> {
  const { status, text } = await admin.post(`/crm/imports/${id}/undo`)
  if (status !== 202) throw new Error(text)
  for (;;) {
    const { json } = await admin.get<ImportAnswer>(`/crm/imports/${id}`)
    if (json.status !== 'undoing') return json
    await sleep(20)
  }
}

describe('a file over leads that are there', () => {
  const columns = {
    Id: 'external_id',
    Name: 'name',
    Mobile: 'phone',
    City: 'location',
    Budget: 'budget',
    Tag: 'tags',
  }
  const first =
    'Id,Name,Mobile,City,Budget,Tag\nU1,Uma,98123 66661,Pune,100000,old\nU2,Usha,98123 66662,Pune,,\n'
  const second =
    'Id,Name,Mobile,City,Budget,Tag\nU1,Uma,,Goa,2 L,new\nU3,Usha,98123 66662,Kochi,,\nU4,New,98123 66663,,,\n'
  const mapping = { columns, system: 'upd', on_duplicate: 'update' }

  test('writes over them by id or phone, and an undo puts back what nobody changed since', async () => {
    await run(first, { ...mapping, constants: { source: 'upd' } })
    const done = await run(second, mapping)
    expect(done).toMatchObject({ created: 1, updated: 2, matched: 0, refused: 0 })
    const [uma, usha] = await leadsOf('source=upd')
    expect(uma).toMatchObject({ location: 'Goa', budget: 200_000, tags: ['old', 'new'] })
    expect(usha?.location).toBe('Kochi')
    expect(usha?.external_ids.map(({ id }) => id)).toEqual(['U2', 'U3'])

    await admin.patch(`/crm/leads/${uma?.id}`, { location: 'Surat' })
    const undone = await undo(done.id)
    expect(undone).toMatchObject({ status: 'undone', undone: 2, kept: 1 })
    expect(undone.kept_because).toEqual([
      { lead_id: uma?.id, label: 'Uma', reason: 'somebody changed location since' },
    ])
    const [umaNow, ushaNow] = await leadsOf('source=upd')
    expect(umaNow).toMatchObject({ location: 'Surat', budget: 100_000, tags: ['old'] })
    expect(ushaNow).toMatchObject({ location: 'Pune', external_ids: [{ system: 'upd', id: 'U2' }] })
    expect(await leadsOf('q=New')).toEqual([])
  })

  test('and later rows of a file go into the lead of an earlier one', async () => {
    const file = 'Id,Name,Mobile,City\nW1,Wim,98123 66671,Pune\nW1,Wim,,Goa\nW2,Wim Two,98123 66671,\n'
    const { Budget: _, Tag: __, ...few } = columns
    const done = await run(file, { ...mapping, columns: few, constants: { source: 'wim' } })
    expect(done).toMatchObject({ created: 1, updated: 2 })
    expect(await leadsOf('source=wim')).toMatchObject([{ name: 'Wim Two', location: 'Goa' }])
  })
})

describe('an undo', () => {
  const file = 'Name,Mobile\nKavi,98123 77771\nKiran,98123 77772\nKunal,98123 77773\n'
  const mapping = {
    columns: { Name: 'name', Mobile: 'phone' },
    fingerprint: true,
    constants: { source: 'undo' },
  }

  test('takes new leads off, but not those that somebody has worked on; the file can come again', async () => {
    const done = await run(file, mapping)
    const [kavi] = await leadsOf('source=undo')
    await admin.patch(`/crm/leads/${kavi?.id}`, { status: 'contacted' })
    const undone = await undo(done.id)
    expect(undone).toMatchObject({ undone: 2, kept: 1 })
    expect(undone.kept_because[0]).toMatchObject({ label: 'Kavi', reason: 'somebody has worked on it since' })
    expect((await leadsOf('source=undo')).map(({ name }) => name)).toEqual(['Kavi'])
    expect(await run(file, mapping)).toMatchObject({ created: 2, matched: 1 })
    expect((await admin.post(`/crm/imports/${done.id}/undo`)).json).toMatchObject({ status: 'undone' })
  })

  test('of nothing is refused', async () => {
    const { json } = await upload(admin, file)
    expect((await admin.post(`/crm/imports/${json.id}/undo`)).status).toBe(422)
  })
})

describe('deals', () => {
  const leads = 'mql_id,origin\nm1,social\nm2,\nm3,email\nm4,email\n'
  const deals =
    'mql_id,Stage,Close Date,Amount\nm1,Closed Won,2026-02-26,"$22,700.00"\nm2,Closed Lost,2026-03-01,\nm3,Negotiation,,500\nm9,Closed Won,2026-01-01,1\nm4,Closed Won,25/13/2026,1\n'

  test('are known by their columns, find their leads by id, and mark them', async () => {
    const found = (await upload(admin, leads, 'olist_leads.csv')).json.found
    expect([found.kind, found.system]).toEqual(['leads', 'mql'])
    expect(
      await run(leads, {
        columns: { mql_id: 'external_id', origin: 'source' },
        composed: { name: 'Lead {mql_id}' },
        system: 'mql',
        constants: { tags: ['olist'] },
      }),
    ).toMatchObject({ created: 4 })

    const told = (await upload(admin, deals, 'closed_deals.csv')).json.found
    expect([told.kind, told.system]).toEqual(['deals', 'mql'])
    expect(told.guesses.deals).toEqual(['lead_id', 'outcome', 'closed_on', 'amount'])
    const mapping = {
      kind: 'deals',
      columns: { mql_id: 'lead_id', Stage: 'outcome', 'Close Date': 'closed_on', Amount: 'amount' },
      date_order: 'dmy',
      system: 'mql',
    }
    const done = await run(deals, mapping)
    expect(done).toMatchObject({ created: 3, refused: 2 })
    expect(done.reasons.map(({ message }) => message).sort()).toEqual([
      'belongs to no lead that is here: import the leads first',
      'is not a date',
    ])
    const rows = await leadsOf('tag=olist')
    expect(rows.map(({ name, status, lost_reason }) => [name, status, lost_reason])).toEqual([
      ['Lead m1', 'converted', null],
      ['Lead m2', 'lost', 'Not given'],
      ['Lead m3', 'new', null],
      ['Lead m4', 'new', null],
    ])
    const [event] = await firm.db.rows<{ data: object }>(
      "SELECT data FROM events WHERE name = 'lead.converted'",
    )
    expect(event?.data).toMatchObject({
      amount: 22_700,
      closed_on: '2026-02-26',
      historical: true,
      import_id: done.id,
    })
    expect(await run(deals, mapping)).toMatchObject({ created: 0, matched: 3, refused: 2 })
    const clients = async () => (await admin.get<{ data: { name: string }[] }>('/crm/clients')).json.data
    await vi.waitFor(async () => expect(await clients()).toMatchObject([{ name: 'Lead m1' }]), 60_000)

    expect(await undo(done.id)).toMatchObject({ undone: 3, kept: 0 })
    expect((await leadsOf('tag=olist')).map(({ status }) => status)).toEqual(['new', 'new', 'new', 'new'])
    expect(await firm.db.rows('SELECT 1 FROM lead_deals')).toEqual([])
    await vi.waitFor(async () => expect(await clients()).toEqual([]), 60_000)
  })
})

test('deals that name their lead by phone alone are never taken for deals of another file', async () => {
  await run('Name,Phone\nPhoned,98123 55501\n', { columns: { Name: 'name', Phone: 'phone' } })
  const mapping = {
    kind: 'deals',
    columns: { Phone: 'lead_phone', Amount: 'amount' },
    composed: { outcome: 'Won' },
    system: 'phoned',
  }
  expect(await run('Phone,Amount\n98123 55501,100\n', mapping)).toMatchObject({ created: 1 })
  expect(await run('Phone,Amount\n98123 55501,200\n', mapping)).toMatchObject({ created: 1, matched: 0 })
})

describe('leads that have neither id, phone nor e-mail', () => {
  const file = 'Name,Phone,City\nNo Contact,,Pune\nNo Contact Either,,Goa\nWith Phone,98123 55511,Goa\n'
  const mapping = {
    ...PLAIN_MAPPING,
    columns: { Name: 'name', Phone: 'phone', City: 'location' },
    system: 'bare',
  }
  const tried = async (told: object) => {
    const { id } = (await upload(admin, file)).json
    return (await admin.put<ImportPreview>(`/crm/imports/${id}/mapping`, { ...mapping, ...told })).json
  }

  test('are told before the import: a second one would double them, unless their content says who they are', async () => {
    expect(await tried({})).toMatchObject({ would_create: 3, unrecognised: 2 })
    const known = { ...mapping, fingerprint: true, constants: { source: 'bare' } }
    expect(await tried({ fingerprint: true })).toMatchObject({ would_create: 3, unrecognised: 2 })
    expect(await run(file, known)).toMatchObject({ created: 3 })
    expect(await run(file, known)).toMatchObject({ created: 0, matched: 3 })
    expect(await tried({ fingerprint: true })).toMatchObject({ would_match: 3, unrecognised: 0 })
    // Who is known by a phone needs no fingerprint.
    const ids = (await leadsOf('source=bare')).map(lead => lead.external_ids.length)
    expect(ids).toEqual([1, 1, 0])
  })
})

test('ids that belong to others here are told before the import: two systems count from one', async () => {
  const mapping = { ...PLAIN_MAPPING, columns: { Id: 'external_id', Name: 'name' }, system: 'counts' }
  await run('Id,Name\n1,Meera Iyer\n2,Arjun Nair\n3,Pooja Shah\n', mapping)
  const tried = async (told: object = {}) => {
    const file = 'Id,Name\n1,Meera K. Iyer\n2,Somebody Else\n3,Another One\n4,New Here\n'
    const { id } = (await upload(admin, file)).json
    const mapped = { ...mapping, ...told }
    return (await admin.put<ImportPreview>(`/crm/imports/${id}/mapping`, mapped)).json
  }
  expect(await tried()).toMatchObject({ would_match: 3, other_names: { count: 2, line: 3 } })
  expect(await tried({ on_duplicate: 'update' })).toMatchObject({
    would_update: 3,
    other_names: { count: 2, line: 3 },
  })
  expect(await tried({ system: 'counts too' })).toMatchObject({ would_create: 4, other_names: null })
})

test('what a file would change is told before the import: only leads that it says otherwise', async () => {
  const columns = { Id: 'external_id', Name: 'name', City: 'location', Budget: 'budget', Stage: 'status' }
  const mapping = { ...PLAIN_MAPPING, columns, system: 'compared', status_values: { Talked: 'contacted' } }
  const header = 'Id,Name,City,Budget,Stage\n'
  await run(`${header}1,Meera Iyer,Pune,300000,Talked\n2,Arjun Nair,Goa,,\n3,Pooja Shah,Goa,,\n`, mapping)
  const file = `${header}1,Meera Iyer,Pune,300000,Talked\n2,Arjun Nair,Mumbai,,\n3,Pooja Shah,Goa,a lot,\n4,,Goa,a lot,\n`
  const { id } = (await upload(admin, file)).json
  const update = { ...mapping, on_duplicate: 'update' }
  const { json } = await admin.put<ImportPreview>(`/crm/imports/${id}/mapping`, update)
  expect(json.rows.map(({ does }) => does)).toEqual(['match', 'update', 'refuse', 'refuse'])
  // Without its budget the third row could come in; the last has no name either.
  expect(json).toMatchObject({ would_update: 1, would_match: 1, would_refuse: 2, would_take: 1 })
  expect(await run(file, update)).toMatchObject({ updated: 1, matched: 1, refused: 2 })
})

test('columns and names of files of other programs tell what is in them', async () => {
  const deals =
    'ID,ACCOUNTID,NAME,STAGENAME,AMOUNT,CLOSEDATE,LEADSOURCE,ISWON,CREATEDDATE\n1,2,A,Closed Won,5,,,,\n'
  const told = (await upload(admin, deals, 'opportunityData.csv')).json.found
  expect([told.kind, told.system]).toEqual(['deals', 'account'])
  expect(told.guesses.deals?.slice(0, 6)).toEqual([
    'external_id',
    'lead_id',
    null,
    'outcome',
    'amount',
    'closed_on',
  ])
  // Its ids are those that the file of deals names.
  expect((await upload(admin, 'ID,NAME\n2,B\n', 'accountData.csv')).json.found.system).toBe('account')
  const guessed = async (file: string) => (await upload(admin, file)).json.found.guesses.leads
  expect(await guessed('Name,Converted\nA,1\n')).toEqual(['name', 'status'])
  expect(await guessed('Name,Converted,Status\nA,1,Junk\n')).toEqual(['name', null, 'status'])
})

test('phones are of a country that there is', async () => {
  const { id } = (await upload(admin, 'Name\nA\n')).json
  const mapping = { ...PLAIN_MAPPING, columns: { Name: 'name' }, country: 'ZZ' }
  const { status, json } = await admin.put(`/crm/imports/${id}/mapping`, mapping)
  expect([status, json.errors]).toEqual([400, [{ path: 'country', message: 'is not a country' }]])
})

test('what is wrong with a phone or a date is said in words', async () => {
  const file = [
    'Name,Phone,Created Time',
    'Extension,1-955-371-0847 x371,',
    'Short,123456,',
    'Long,9812345678901234,',
    'Words,BusinessPhone,',
    'Future,,2999-01-01',
    'No date,,2009\\7\\14',
  ].join('\n')
  const columns = { Name: 'name', Phone: 'phone', 'Created Time': 'created_at' }
  const done = await run(file, { columns, country: 'US' })
  expect(done.reasons.map(({ message, line }) => [line, message])).toEqual([
    [2, 'has an extension, and only a number that can be dialled as it is can be kept'],
    [3, 'is too short for a phone number'],
    [4, 'is too long for a phone number'],
    [5, 'is not a phone number'],
    [6, 'lies in the future'],
    [7, 'is not a date'],
  ])
})

describe('what campaigns cost', () => {
  const file =
    'Campaign Name,Type,Start Date,Actual Cost\nDiwali,Email,2026-04-25,$141.56K\nMonsoon,Webinar,2026-04-24,"1,200"\nDiwali,Email,2026-04-25,5\n'
  const mapping = {
    kind: 'campaign-spend',
    columns: {
      'Campaign Name': 'campaign',
      Type: 'channel',
      'Start Date': 'spent_on',
      'Actual Cost': 'amount',
    },
  }
  const spend = () =>
    firm.db.rows(
      'SELECT c.name, s.amount FROM campaign_spend s JOIN campaigns c ON c.id = s.campaign_id ORDER BY c.name',
    )

  test('comes in by campaign and day, is written over, and is undone', async () => {
    expect((await upload(admin, file, 'Campaigns.csv')).json.found.kind).toBe('campaign-spend')
    const done = await run(file, mapping)
    expect(done).toMatchObject({ created: 2, refused: 1 })
    const later = await run(file.replace('$141.56K', '7'), { ...mapping, on_duplicate: 'update' })
    expect(later).toMatchObject({ updated: 2, refused: 1 })
    expect(await spend()).toEqual([
      { name: 'Diwali', amount: 7 },
      { name: 'Monsoon', amount: 1200 },
    ])
    await undo(later.id)
    expect(await spend()).toMatchObject([{ amount: 141_560 }, { amount: 1200 }])
    expect(await undo(done.id)).toMatchObject({ kept: 0 })
    expect(await firm.db.rows('SELECT 1 FROM campaigns')).toEqual([])
  })
})

describe('damage', () => {
  const file = 'Name,City,Budget\nAsha,Pune,1\n"Bala,Goa,2"\n"Chitra,""Navi, Mumbai"",3"\n'
  const columns = { Name: 'name', City: 'location', Budget: 'budget' }

  test('is refused row by row, or read as it was meant', async () => {
    const refused = await run(file, { columns })
    expect(refused).toMatchObject({ created: 1, refused: 2 })
    expect(refused.reasons[0]).toMatchObject({
      message: 'stands as a whole in one pair of quotes',
      count: 2,
      line: 3,
    })
    const read = await run(file, { columns, read_damaged: true, constants: { source: 'mended' } })
    expect(read).toMatchObject({ created: 3, refused: 0 })
    expect((await leadsOf('source=mended')).map(({ location }) => location)).toEqual([
      'Pune',
      'Goa',
      'Navi, Mumbai',
    ])
  })
})

test('values that cannot be read refuse the row, or only themselves; words that mean nothing are a choice', async () => {
  const file = 'Name,Mobile,City\nAsha,12,Select\nBala,98123 88881,Unknown\n'
  const columns = { Name: 'name', Mobile: 'phone', City: 'location' }
  expect(await run(file, { columns, constants: { source: 'bad' } })).toMatchObject({ created: 1, refused: 1 })
  const mapping = {
    columns,
    bad_values: 'leave_out',
    missing_words: ['unknown'],
    constants: { source: 'left' },
  }
  expect(await run(file, mapping)).toMatchObject({ created: 1, matched: 1 })
  expect(await leadsOf('source=left')).toMatchObject([{ name: 'Asha', phone: null, location: 'Select' }])
})

test('a cancelled import stops, goes on when asked, and makes no doubles', async () => {
  const rows = Array.from({ length: 1500 }, (_, i) => `Stop ${i},S${i}`).join('\n')
  const id = await startImport(admin, `Name,Id\n${rows}\n`, {
    columns: { Name: 'name', Id: 'external_id' },
    system: 'stop',
  })
  // Again and again: a run that notices late that it was cancelled must not end the next one.
  for (let again = 0; again < 6; again++) {
    const cancelled = await admin.post<ImportAnswer>(`/crm/imports/${id}/cancel`)
    expect(cancelled.status).toBe(200)
    expect(['cancelled', 'done']).toContain(cancelled.json.status)
    await sleep(again * 5)
    expect((await admin.post(`/crm/imports/${id}/run`)).status).toBe(202)
  }
  expect(await ended(admin, id)).toMatchObject({
    status: 'done',
    failure: null,
    rows_done: 1500,
    created: 1500,
  })
  expect(await firm.db.rows("SELECT count(*) AS n FROM leads WHERE name LIKE 'Stop %'")).toEqual([
    { n: 1500 },
  ])
})

test('the importer’s rights are asked again when the import runs', async () => {
  const { id } = (await upload(admin, 'Name\nToo Late\n')).json
  await admin.put(`/crm/imports/${id}/mapping`, { ...PLAIN_MAPPING, columns: { Name: 'name' } })
  await firm.db.rows("UPDATE lead_imports SET status = 'queued' WHERE id = $1", [id])
  const change = { module: 'CRM', action: 'import', scope: 'all' } as const
  const by = { userId: 1 }
  await firm.app.modules.access.roles.changePermission('Admin', { ...change, allowed: false }, by)
  await firm.db.rows("SELECT FROM graphile_worker.add_job('leads-import', $1::json)", [
    JSON.stringify({ import_id: id }),
  ])
  const statusOf = async () =>
    (
      await firm.db.rows<{ status: string; failure: string }>(
        'SELECT status, failure FROM lead_imports WHERE id = $1',
        [id],
      )
    )[0]
  while ((await statusOf())?.status === 'queued' || (await statusOf())?.status === 'running') await sleep(20)
  expect(await statusOf()).toMatchObject({ status: 'failed', failure: expect.stringContaining('taken away') })
  await firm.app.modules.access.roles.changePermission('Admin', { ...change, allowed: true }, by)
})

test('mappings are kept by name and offered for files they fit', async () => {
  const mapping = { ...PLAIN_MAPPING, columns: { Naam: 'name', Ort: null } }
  const kept = await admin.post<{ id: number } & Problem>('/crm/import-mappings', { name: 'Weekly', mapping })
  expect(kept.status).toBe(201)
  const again = await admin.post<{ id: number }>('/crm/import-mappings', { name: 'weekly', mapping })
  expect(again.json.id).toBe(kept.json.id)
  const [fits, other] = [
    (await upload(admin, 'Naam,X\na,b\n')).json.id,
    (await upload(admin, 'Name\na\n')).json.id,
  ]
  const offered = async (id: number) =>
    (await admin.get<{ data: { name: string; fits: boolean }[] }>(`/crm/import-mappings?import_id=${id}`))
      .json.data
  expect(await offered(fits)).toMatchObject([{ name: 'weekly', fits: true }])
  expect(await offered(other)).toMatchObject([{ name: 'weekly', fits: false }])
  expect((await admin.delete(`/crm/import-mappings/${kept.json.id}`)).status).toBe(204)
  expect((await admin.delete(`/crm/import-mappings/${kept.json.id}`)).status).toBe(404)
})

test('imports are listed page by page', async () => {
  type Page = { data: { id: number }[]; next_cursor: string | null }
  const page = (await admin.get<Page>('/crm/imports?limit=2')).json
  expect(page.data).toHaveLength(2)
  const next = (await admin.get<Page>(`/crm/imports?limit=2&cursor=${page.next_cursor}`)).json
  expect(next.data[0]?.id).toBeLessThan(page.data[1]?.id ?? 0)
  expect((await admin.get('/crm/imports?cursor=x')).status).toBe(400)
})

test('what a file is called tells nothing of what it is', async () => {
  const page = await upload(admin, '<html><table><tr><td>x</td></tr></table></html>', 'leads.xls')
  expect([page.status, page.json.detail]).toEqual([415, expect.stringContaining('web page')])
  const old = await upload(admin, Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'leads.xls')
  expect(old.json.detail).toContain('old kind')
  const preview = await upload(admin, 'Report of leads\n\nName,City,Budget\nAsha,Pune,1\n')
  expect(preview.json.found.columns.map(({ name }) => name)).toEqual(['Name', 'City', 'Budget'])
  const contacts = await upload(admin, 'BEGIN:VCARD\nFN:Asha\nTEL:98123 99991\nEND:VCARD\n', 'a.txt')
  expect(contacts.json.found).toMatchObject({ format: 'vcard', rows: 1 })
  const mapped = await admin.put<ImportPreview>(`/crm/imports/${contacts.json.id}/mapping`, {
    ...PLAIN_MAPPING,
    columns: { Name: 'name', Phone: 'phone' },
  })
  expect(mapped.json).toMatchObject({ would_create: 1, rows: [{ lead: { phone: ['+919812399991'] } }] })
})
