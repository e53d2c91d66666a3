import { afterAll, beforeAll, expect, test } from 'vitest'
import { ended, startImport } from '../../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import { quiet } from '../../../../test/test-database.ts'
import { forgetImportsJob } from './forget-imports-job.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

test('an import is forgotten with its files after thirty days; its leads stay', async () => {
  const mapping = { columns: { Name: 'name', Phone: 'phone' } }
  const old = await startImport(admin, 'Name,Phone\nAsha,98123 45678\nBala,12\n', mapping)
  const recent = await startImport(admin, 'Name,Phone\nChitra,98123 45679\n', mapping)
  expect((await ended(admin, old)).refused).toBe(1)
  await ended(admin, recent)
  const [row] = await firm.db.rows<{ file_key: string }>(
    `UPDATE lead_imports SET created_at = now() - interval '31 days' WHERE id = $1 RETURNING file_key`,
    [old],
  )

  const { storage } = firm.app.platform
  const run = {
    log: quiet,
    jobId: '1',
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
  }
  await forgetImportsJob({ db: firm.db, storage }).run({}, run)

  expect((await admin.get(`/crm/imports/${old}`)).status).toBe(404)
  expect((await admin.get(`/crm/imports/${recent}`)).status).toBe(200)
  await expect(storage.read(row?.file_key ?? '').toArray()).rejects.toMatchObject({ type: 'not-found' })
  expect((await admin.get<{ data: unknown[] }>('/crm/leads?q=asha')).json.data).toHaveLength(1)
})
