import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { SourceReport } from '../reports.schemas.ts'

let firm: LeadApp
let manager: Client
beforeAll(async () => {
  firm = await openLeadApp()
  manager = await firm.as('manager')
  const admin = await firm.as('superadmin')
  const inTeam = firm.staff.salespeople.filter(one => one.teamId === firm.staff.teams.puneId)
  const elsewhere = firm.staff.salespeople.find(one => one.teamId === firm.staff.teams.bengaluruId)
  await admin.lead({ source: '=cmd()', assigned_to: inTeam[0]?.id })
  await admin.lead({ source: 'website', location: 'Pune', assigned_to: inTeam[1]?.id })
  await admin.lead({ source: 'website', budget: 1_250_000.5, assigned_to: inTeam[1]?.id })
  await admin.lead({ source: 'secret fair', assigned_to: elsewhere?.id })
})
afterAll(() => firm.close())

const fileOf = (query: string, client = manager) => client.get<Problem>(`/crm/reports/file?${query}`)

/** The texts and numbers of each row of a sheet. */
function sheetOf(bytes: Buffer, n: number): string[][] {
  const xml = strFromU8(unzipSync(bytes)[`xl/worksheets/sheet${n}.xml`] as Uint8Array)
  return [...xml.matchAll(/<row>(.*?)<\/row>/g)].map(([, row = '']) =>
    [...row.matchAll(/<c(?:\/>|[^>]*>(?:<is><t[^>]*>|<v>)(.*?)<\/)/g)].map(([, cell = '']) => cell),
  )
}

test('a report as CSV has the figures of the page, within reach, and no formula', async () => {
  const { json } = await manager.get<SourceReport>('/crm/reports/sources?by=source')
  const { status, headers, text } = await fileOf('report=sources&by=source&format=csv')
  expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(headers['content-disposition']).toMatch(
    /^attachment; filename="sources-[\d-]{10}-to-[\d-]{10}\.csv"$/,
  )
  const [titles = '', ...lines] = text.trimEnd().split('\r\n')
  expect(titles).toMatch(
    /^\uFEFFSource,Leads,Clients,Rate,Lost,Open,Revenue \(INR\),"First response, median \(min\)"/,
  )
  expect(lines.map(line => line.split(',').slice(0, 2).join())).toEqual(['website,2', "'=cmd(),1", 'All,3'])
  expect(json.total.received).toBe(3)
  expect(text).not.toContain('secret')
})

test('as a workbook it keeps texts as texts, and says what it is of', async () => {
  const { status, headers, bytes } = await fileOf(
    'report=sources&by=source&format=xlsx&from=2020-01-01&to=2029-12-31&location=pune',
  )
  expect([status, headers['content-type']]).toEqual([
    200,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ])
  const [titles, website, all] = sheetOf(bytes, 1)
  expect(titles?.slice(0, 3)).toEqual(['Source', 'Leads', 'Clients'])
  expect([website?.slice(0, 2), all?.slice(0, 2)]).toEqual([
    ['website', '1'],
    ['All', '1'],
  ])
  const about = sheetOf(bytes, 2)
  expect(about).toContainEqual(['From', '1 Jan 2020'])
  expect(about).toContainEqual(['City', 'Pune'])
  const whole = strFromU8(
    unzipSync((await fileOf('report=sources&format=xlsx')).bytes)['xl/worksheets/sheet1.xml'] as Uint8Array,
  )
  expect(whole).toContain('<t xml:space="preserve">=cmd()</t>')
  expect(whole).not.toContain('<f>')
})

test.each([
  'conversions&by=month&by=source',
  'funnel',
  'response-times',
  'response-times&by=source',
  'team-performance&by=team',
  'pipeline&by=stage',
  'lost-reasons&by=competitor',
  'activity&by=owner',
])('%s comes in both formats', async report => {
  for (const format of ['csv', 'xlsx']) {
    const { status, text } = await fileOf(`report=${report}&format=${format}`)
    expect(status, text).toBe(200)
  }
})

test.each([
  ['report=weather&format=csv', 'report'],
  ['report=sources&format=pdf', 'format'],
  ['report=funnel&by=source&format=csv', 'by'],
  ['report=activity&by=source&format=csv', 'by/0'],
  ['report=sources&pipeline=1&format=csv', 'pipeline'],
  ['report=sources&format=csv&compare_from=2026-01-01', 'compare_to'],
])('%s is refused, naming the field', async (query, field) => {
  const { status, json } = await fileOf(query)
  expect(status).toBe(400)
  expect(json.errors?.[0]?.path).toContain(field)
})

test('each file and picture is in the audit log; whoever may not take reports out gets none', async () => {
  const picture = await manager.post<Problem>('/crm/reports/pictures', { report: 'funnel' })
  expect(picture.status).toBe(204)
  const noted = await firm.db.rows<{ details: object }>(
    `SELECT details FROM audit_logs WHERE action = 'exported_report' AND user_id = $1 ORDER BY id`,
    [(await manager.get<{ id: number }>('/api/me')).json.id],
  )
  expect(noted[0]?.details).toMatchObject({ report: 'sources', format: 'csv', by: ['source'] })
  expect(noted[1]?.details).toMatchObject({ format: 'xlsx', filters: ['location'] })
  expect(noted.at(-1)?.details).toEqual({ report: 'funnel', format: 'png' })
  const employee = await firm.as('employee')
  expect((await fileOf('report=sources&format=csv', employee)).status).toBe(403)
  expect((await employee.post('/crm/reports/pictures', { report: 'funnel' })).status).toBe(403)
})

test('two parts are two columns, and what it is compared with stands beside each figure', async () => {
  const { text } = await fileOf(
    'report=conversions&by=source&by=location&format=csv&from=2020-01-01&to=2029-12-31&compare_from=2010-01-01&compare_to=2019-12-31',
  )
  const lines = text.trimEnd().split('\r\n')
  expect(lines[0]).toMatch(/^\uFEFFSource,City,Leads,"Leads, before",Clients,"Clients, before",Rate,/)
  expect(lines.find(line => line.startsWith('website,Pune'))).toMatch(/^website,Pune,1,,0,,/)
  expect(lines.at(-1)).toMatch(/^All,,3,0,0,0,/)
})

test('what may be taken out may be less than what may be seen', async () => {
  const change = (scope: string) =>
    firm.db.rows(
      `UPDATE permissions SET scope = $1 WHERE module_name = 'Analytics' AND action = 'export'
         AND role_id = (SELECT id FROM roles WHERE name = 'Manager')`,
      [scope],
    )
  await change('own')
  expect((await fileOf('report=sources&format=csv')).text).toContain('All,0')
  await change('team')
})
