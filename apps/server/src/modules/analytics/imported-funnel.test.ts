import { afterAll, beforeAll, expect, test } from 'vitest'
import { ended, startImport } from '../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { ConversionReport } from './reports.schemas.ts'

/** An extract in the shape of the Olist marketing funnel, made for this test: qualified leads, and those of them that closed. */
const ORIGINS = ['organic_search', 'paid_search', 'social', 'unknown', 'email', '']
const LEADS = Array.from({ length: 60 }, (_, n) => ({
  mql_id: `mql${String(n).padStart(3, '0')}`,
  first_contact_date: new Date(Date.UTC(2017, 5 + ((n * 7) % 12), 1 + ((n * 5) % 28)))
    .toISOString()
    .slice(0, 10),
  landing_page_id: `page${n % 4}`,
  origin: ORIGINS[(n * n) % ORIGINS.length] ?? '',
}))
const DEALS = LEADS.filter((_, n) => n % 7 === 3 || n % 11 === 0).map(({ mql_id, first_contact_date }) => ({
  mql_id,
  won_date: new Date(Date.parse(first_contact_date) + 9 * 86_400_000 + 43_000_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' '),
}))

const csv = (rows: readonly Record<string, string>[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map(row => Object.values(row))].map(line => line.join(',')).join('\n')

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('superadmin')
})
afterAll(() => firm.close())

test('the conversions of an imported marketplace funnel, by origin and month, are those of its two files', async () => {
  const leads = await startImport(admin, csv(LEADS), {
    columns: { mql_id: 'external_id', first_contact_date: 'created_at', origin: 'source' },
    composed: { name: 'Seller {mql_id}' },
    system: 'mql',
  })
  expect(await ended(admin, leads)).toMatchObject({ created: LEADS.length, refused: 0 })
  const deals = await startImport(admin, csv(DEALS), {
    kind: 'deals',
    columns: { mql_id: 'lead_id', won_date: 'closed_on' },
    composed: { outcome: 'Won' },
    system: 'mql',
  })
  expect(await ended(admin, deals)).toMatchObject({ created: DEALS.length, refused: 0 })

  const { json } = await admin.get<ConversionReport>(
    '/crm/reports/conversions?from=2017-06-01&to=2018-05-31&by=source&by=month',
  )
  const won = new Set(DEALS.map(deal => deal.mql_id))
  const count = (some: typeof LEADS) => ({
    received: some.length,
    converted: some.filter(lead => won.has(lead.mql_id)).length,
  })
  const byHand = Map.groupBy(LEADS, lead => `${lead.origin} ${lead.first_contact_date.slice(0, 7)}-01`)
  const reported = new Map(
    json.groups.map(({ keys, received, converted }) => [
      keys.map(key => key.value ?? '').join(' '),
      { received, converted },
    ]),
  )
  expect(reported).toEqual(new Map([...byHand].map(([key, some]) => [key, count(some)])))
  expect(json.total).toMatchObject(count(LEADS))
})
