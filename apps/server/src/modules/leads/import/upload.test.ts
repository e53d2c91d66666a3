import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImportAnswer, PLAIN_MAPPING, upload } from '../../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { ImportPreview } from './imports.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const FILE = [
  'Lead Id,Full Name,Mobile,Email,Budget,Lead Status,Lead Owner,Created Time',
  'A1,Asha Rao,98123 11111,asha@b.example,"12,50,000",Contacted,Priya,"15 Apr, 2021 00:03:00"',
  'A2,Bala,98123 22222,bala@b.example,ask,Junk,Arjun,2021-04-16',
  'A3,,98123 33333,,,New,Arjun,2021-04-16',
  'A1,Asha Again,,,,New,,2021-04-16',
  'A4,Asha Twice,09812311111,,,New,,2021-04-16',
  'A5,Chitra,,chitra@b.example,5 L,New,,2021-04-16',
].join('\n')
const COLUMNS = {
  'Lead Id': 'external_id',
  'Full Name': 'name',
  Mobile: 'phone',
  Email: 'email',
  Budget: 'budget',
  'Lead Status': 'status',
  'Lead Owner': 'owner',
  'Created Time': 'created_at',
}
const mapped = async (mapping: object, file = FILE) => {
  const { json } = await upload(admin, file)
  return admin.put<ImportPreview & Problem>(`/crm/imports/${json.id}/mapping`, {
    columns: COLUMNS,
    ...PLAIN_MAPPING,
    ...mapping,
  })
}

test('a file is told back: columns, guesses, samples, words', async () => {
  const { status, json, headers } = await upload(admin, FILE)
  expect([status, headers.location]).toEqual([201, `/crm/imports/${json.id}`])
  expect(json).toMatchObject({ status: 'uploaded', rows_total: 6, rows_done: 0 })
  expect(json.found).toMatchObject({
    rows: 6,
    delimiter: ',',
    encoding: 'utf-8',
    date_order: 'iso',
    warnings: [],
  })
  expect(Object.fromEntries(json.found.columns.map(({ name, guess }) => [name, guess]))).toEqual(COLUMNS)
  expect(json.found.columns[4]?.samples).toEqual(['12,50,000', 'ask', '5 L'])
  expect(json.found.values['Lead Status']).toEqual([
    { value: 'New', count: 4 },
    { value: 'Contacted', count: 1 },
    { value: 'Junk', count: 1 },
  ])
  const again = await admin.get<ImportAnswer>(`/crm/imports/${json.id}`)
  expect(again.json.found).toEqual(json.found)
})

test('a semicolon file of Windows, with days before months', async () => {
  const file = Buffer.from('Name;Date;Amount\nJos\xe9;25/12/2021;5\nEva;01/02/2021;6\n', 'latin1')
  const { json } = await upload(admin, file)
  expect(json.found).toMatchObject({ delimiter: ';', encoding: 'windows-1252', date_order: 'dmy', rows: 2 })
  expect(json.found.columns[0]?.samples).toEqual(['José', 'Eva'])
})

test('columns without a name, or with the same, can be told apart', async () => {
  const { json } = await upload(admin, 'Name,,Name\na,b,c\n')
  expect(json.found.columns.map(column => column.name)).toEqual(['Name', 'Column 2', 'Name (3)'])
})

test('the country of phones is told by how they are written, be there only one', async () => {
  const countryOf = async (phones: string[]) =>
    (await upload(admin, ['Name,Mobile', ...phones.map(phone => `x,${phone}`)].join('\n'))).json.found
      .phone_country?.country
  // Passes for an Indian mobile as well.
  expect(await countryOf(['660-485-0224'])).toBe('US')
  expect(await countryOf(['98450 11001'])).toBeUndefined()
  expect(await countryOf(['98450 11001', '98450 11002', '080-22334455'])).toBe('IN')
})

describe('a warning', () => {
  test('of numbers that a spreadsheet has shortened', async () => {
    const { json } = await upload(admin, 'Name,Mobile\nx,9.81E+09\ny,9.82E+09\n')
    expect(json.found.warnings).toEqual([
      expect.stringMatching(/^2 numbers in “Mobile” were shortened .* line 2 \(9\.81E\+09\)/),
    ])
    expect(json.found.columns[1]?.guess).toBe('phone')
  })

  test('of nothing, though phones are written so that only people read them', async () => {
    const { json } = await upload(
      admin,
      "Name,Mobile\nx,98450 11001 / 98450 11002\ny,'9845011003\nz,9845011004\n",
    )
    expect([json.found.columns[1]?.guess, json.found.warnings]).toEqual(['phone', []])
  })

  test('of nothing, though old programs leave zeros behind', async () => {
    const { json } = await upload(admin, 'Name,City\nAsha\0,Pune\n')
    expect([json.found.encoding, json.found.columns[0]?.samples]).toEqual(['utf-8', ['Asha']])
  })

  test('of a file in which nothing parts the columns', async () => {
    const { json } = await upload(admin, 'Name\nAsha\n')
    expect(json.found.warnings).toEqual([expect.stringMatching(/^There is only one column/)])
  })

  test('of rows that are too short', async () => {
    const { json } = await upload(admin, 'Name,City,A\nx,y,z\nx\n')
    expect(json.found.warnings).toEqual([expect.stringMatching(/^1 row has fewer cells .* line 3/)])
  })

  test('of rows that a quote may have swallowed', async () => {
    const swallowed = Array.from({ length: 40 }, (_, i) => `x${i},Pune,1`).join('\n')
    const { json } = await upload(admin, `Name,City,A\nfirst,Pune,"${swallowed}"\nlast,Goa,2\n`)
    expect(json.found.damage).toMatchObject({ rows: 39, places: [{ from_line: 2, to_line: 41 }] })
    const notes = await upload(admin, 'Name,Notes,A\nAsha,"Called, twice\nCame by\nWants, oak",1\n')
    expect(notes.json.found.damage.rows).toBe(0)
  })

  test('of rows that stand in one pair of quotes', async () => {
    const { json } = await upload(admin, 'Name,City,A\nx,y,z\n"p,q,r"\n"s,t,u"\n')
    expect(json.found.damage).toMatchObject({
      rows: 2,
      can_be_read: true,
      places: [
        { from_line: 3, to_line: 4, message: expect.stringMatching(/pair of quotes each.* lines 3, 4/) },
      ],
    })
  })

  test('of cells beyond the header', async () => {
    const { json } = await upload(admin, 'Name,A\nx,1,2\n')
    expect(json.found.warnings).toEqual([expect.stringMatching(/^Line 2 has more cells/)])
  })
})

describe('refused at once, and not kept', () => {
  test.each([
    ['nothing', ''],
    ['a header alone', 'Name,City\n'],
    ['blank lines', '\n\n  \n'],
    ['an unclosed quote', 'Name,City\n"Asha,Pune\nBala,Goa\n'],
    ['501 columns', `${Array.from({ length: 501 }, (_, i) => `c${i}`).join(',')}\n1\n`],
  ])('%s', async (_what, file) => {
    const before = await firm.db.rows('SELECT count(*) FROM lead_imports')
    const { status, json } = await upload(admin, file)
    expect([status, json.errors?.[0]?.path]).toEqual([400, 'file'])
    expect(await firm.db.rows('SELECT count(*) FROM lead_imports')).toEqual(before)
  })

  test('a picture', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    expect((await upload(admin, png, 'leads.csv')).status).toBe(415)
  })

  test('what is no form, or a form without a file', async () => {
    const json = await admin.post('/crm/imports', { file: 'x' })
    expect([400, 415]).toContain(json.status)
    const empty = await admin.send<Problem>({
      method: 'POST',
      url: '/crm/imports',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload: '--x--\r\n',
    })
    expect([empty.status, empty.json.errors?.[0]?.path]).toEqual([400, 'file'])
  })
})

describe('the mapping', () => {
  test('answers what the import would do, and writes no lead', async () => {
    const owner = firm.staff.salespeople[0]?.id
    const { status, json } = await mapped({
      status_values: { Contacted: 'contacted', Junk: 'lost' },
      owner_values: { Arjun: owner },
    })
    expect(status).toBe(200)
    // A1 again is the same lead, A4 has the phone of A1; `ask` is no amount, and A3 has no name.
    expect(json).toMatchObject({ would_create: 2, would_match: 2, would_refuse: 2 })
    expect(json.rows[0]).toEqual({
      line: 2,
      lead: expect.objectContaining({
        name: 'Asha Rao',
        phone: ['+919812311111'],
        budget: 1_250_000,
        status: 'contacted',
        created_at: '2021-04-14T18:33:00.000Z',
        external_id: 'A1',
      }),
      does: 'create',
      problems: [],
    })
    expect(json.rows[1]?.problems).toEqual([{ path: 'budget', message: 'is not an amount' }])
    expect(json.rows[2]?.problems).toEqual([{ path: 'name', message: 'is empty' }])
    expect(await firm.db.rows('SELECT 1 FROM leads')).toEqual([])
  })

  test('flagging creates what skipping matches', async () => {
    expect((await mapped({ on_duplicate: 'flag' })).json).toMatchObject({ would_create: 3, would_match: 1 })
  })

  test.each([
    ['columns.Colour', 400, { columns: { ...COLUMNS, Colour: 'style' } }],
    ['columns.Email', 400, { columns: { ...COLUMNS, Email: 'name' } }],
    ['composed.name', 400, { composed: { name: 'Lead {Colour}' } }],
    ['choice_values.name', 400, { choice_values: { name: {} } }],
    ['kind', 400, { kind: 'colours' }],
    ['columns', 400, { columns: { Email: 'email' } }],
    ['columns.Budget', 400, { columns: { ...COLUMNS, Budget: 'salary' } }],
    ['country', 400, { country: 'India' }],
    ['on_duplicate', 400, { on_duplicate: 'merge' }],
    ['status_values.Junk', 400, { status_values: { Junk: 4711 } }],
    ['constants.campaign_id', 400, { constants: { campaign_id: 4711 } }],
    ['owner_values.Arjun', 422, { owner_values: { Arjun: 4711 } }],
    ['constants.assigned_to', 422, { constants: { assigned_to: 4711 } }],
    ['colour', 400, { colour: 'blue' }],
  ])('names %s', async (path, status, mapping) => {
    const answer = await mapped(mapping)
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([status, path])
  })

  test('asks for the order of dates that can be read both ways', async () => {
    const file = 'Name,Date\nAsha,03/04/2021\n'
    const columns = { Name: 'name', Date: 'created_at' }
    const { status, json } = await mapped({ columns }, file)
    expect([status, json.errors?.[0]?.path]).toEqual([400, 'date_order'])
    const american = await mapped({ columns, date_order: 'mdy' }, file)
    expect(american.json.rows[0]?.lead.created_at).toBe('2021-03-03T18:30:00.000Z')
    const mixed = await mapped(
      { columns, date_order: 'dmy' },
      'Name,Date\nAsha,13/04/2021\nBala,04/13/2021\n',
    )
    expect(mixed.json.reasons).toMatchObject([
      { path: 'created_at', message: expect.stringMatching(/only if the month comes first/), line: 3 },
    ])
  })
})

test('an import is its own person’s, and runs only when mapped', async () => {
  const { json } = await upload(admin, FILE)
  const url = `/crm/imports/${json.id}`
  const early = await admin.post(`${url}/run`)
  expect([early.status, early.json.errors?.[0]?.path]).toEqual([422, 'mapping'])
  const superadmin = await firm.as('superadmin')
  for (const path of ['', '/refused']) expect((await superadmin.get(url + path)).status).toBe(404)
  expect((await superadmin.post(`${url}/run`)).status).toBe(404)
  for (const login of ['manager', 'employee'])
    expect((await upload(await firm.as(login), FILE)).status).toBe(403)
})
