import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import { readXlsx } from '../import/files/xlsx-reader.ts'

interface ExportAnswer {
  id: number
  status: string
  format: string
  filters: object
  rows_done: number
  bytes: number | null
}

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  const [mine] = firm.staff.salespeople
  await admin.post('/crm/settings/fields', { label: 'Site access', kind: 'text' })
  await admin.lead({
    name: '=cmd()',
    email: 'asha@rao.example',
    phone: '9812300021',
    budget: 1_250_000.5,
    custom: { site_access: 'Key <at> & desk' },
    assigned_to: mine?.id,
    source: 'web',
  })
  await admin.lead({ name: 'Öykü अनिता', source: 'fair' })
})
afterAll(() => firm.close())

async function start(body: object, client = admin): Promise<ExportAnswer> {
  const { status, json, text } = await client.post<ExportAnswer>('/crm/exports', body)
  if (status !== 202) throw new Error(text)
  return json
}

async function ended(id: number, client = admin): Promise<ExportAnswer> {
  for (;;) {
    const { json } = await client.get<ExportAnswer>(`/crm/exports/${id}`)
    if (!['queued', 'running'].includes(json.status)) return json
    await sleep(20)
  }
}

async function fetched(
  id: number,
  client = admin,
): Promise<{ bytes: Buffer; headers: Record<string, unknown> }> {
  const { json } = await client.post<{ url: string }>(`/crm/exports/${id}/link`)
  // The link alone opens the file.
  const answer = await firm.app.http.inject({ url: json.url })
  return { bytes: answer.rawPayload, headers: answer.headers }
}

describe('a file of leads', () => {
  test('as CSV: what was asked for, by a link, with the own fields of the firm', async () => {
    const done = await ended((await start({ format: 'csv', filters: { source: ['web'] } })).id)
    expect(done).toMatchObject({ status: 'done', rows_done: 1, filters: { source: ['web'] } })
    const { bytes, headers } = await fetched(done.id)
    expect(headers['content-disposition']).toMatch(/leads-\d{4}-\d\d-\d\d\.csv/)
    expect(bytes.length).toBe(done.bytes)
    expect(parse(bytes, { bom: true, columns: true })).toMatchObject([
      { Name: "'=cmd()", Phone: '+919812300021', Budget: '1250000.5', 'Site access': 'Key <at> & desk' },
    ])
  })

  test('as Excel: texts stay texts', async () => {
    const done = await ended((await start({ format: 'xlsx', sort: 'created_at' })).id)
    const table = await readXlsx((await fetched(done.id)).bytes)
    const rows: string[][] = []
    for await (const { cells } of table.rows) rows.push(cells)
    const [header = [], first = [], second = []] = rows
    const at = (title: string) => header.indexOf(title)
    expect([first[at('Name')], first[at('Budget')], first[at('Site access')]]).toEqual([
      '=cmd()',
      '1250000.5',
      'Key <at> & desk',
    ])
    expect(second[at('Name')]).toBe('Öykü अनिता')
  })

  test('holds what the role reaches when it runs', async () => {
    const manager = await firm.as('manager')
    const done = await ended((await start({ format: 'csv' }, manager)).id, manager)
    expect(done.rows_done).toBe(1)
    expect((await admin.get(`/crm/exports/${done.id}`)).status).toBe(404)
  })

  test('is in the audit log, with filters and rows, but no words that were looked for', async () => {
    const done = await ended((await start({ format: 'csv', filters: { q: '98123 00021' } })).id)
    await fetched(done.id)
    const entries = await firm.db.rows<{ action: string; details: object }>(
      "SELECT action, details FROM audit_logs WHERE details->>'export_id' = $1 ORDER BY id",
      [String(done.id)],
    )
    expect(entries).toMatchObject([
      { action: 'exported_leads', details: { format: 'csv', filters: { q: '(words)' } } },
      { action: 'finished_export', details: { rows: 1 } },
      { action: 'downloaded_export', details: { rows: 1 } },
    ])
  })
})

test('wrong questions are refused at once', async () => {
  for (const body of [
    {},
    { format: 'pdf' },
    { format: 'csv', sort: 'colour' },
    { format: 'csv', filters: { colour: 1 } },
  ])
    expect((await admin.post<Problem>('/crm/exports', body)).status).toBe(400)
})

describe('a long export', () => {
  beforeAll(() =>
    firm.db.rows(
      `INSERT INTO leads (name, status, pipeline_id, stage_id, source)
       SELECT 'Many', status, pipeline_id, stage_id, 'many' FROM (SELECT * FROM leads LIMIT 1) l, generate_series(1, 4000)`,
    ),
  )

  test('stops when the right is taken away, and leaves no file', async () => {
    const roles = firm.app.modules.access.roles
    const change = { module: 'CRM', action: 'export', scope: 'all' } as const
    const { id } = await start({ format: 'xlsx', filters: { source: ['many'] } })
    await roles.changePermission('Admin', { ...change, allowed: false }, { userId: firm.staff.superAdminId })
    const statusOf = async () =>
      (await firm.db.rows<{ status: string }>('SELECT status FROM lead_exports WHERE id = $1', [id]))[0]
        ?.status
    while (['queued', 'running'].includes((await statusOf()) ?? '')) await sleep(20)
    // It may have been faster; then the file is there, but the link is refused.
    expect(['stopped', 'done']).toContain(await statusOf())
    expect((await admin.post(`/crm/exports/${id}/link`)).status).toBe(403)
    await roles.changePermission('Admin', { ...change, allowed: true }, { userId: firm.staff.superAdminId })
  })

  test('is cancelled', async () => {
    const { id } = await start({ format: 'xlsx', filters: { source: ['many'] } })
    const { json } = await admin.post<ExportAnswer>(`/crm/exports/${id}/cancel`)
    expect(['cancelled', 'done']).toContain(json.status)
    expect((await ended(id)).status).toBe(json.status)
  })

  test('and the list of them goes page by page', async () => {
    type Page = { data: ExportAnswer[]; next_cursor: string | null }
    const first = (await admin.get<Page>('/crm/exports?limit=2')).json
    const next = (await admin.get<Page>(`/crm/exports?limit=2&cursor=${first.next_cursor}`)).json
    expect(next.data[0]?.id).toBeLessThan(first.data[1]?.id ?? 0)
  })
})
