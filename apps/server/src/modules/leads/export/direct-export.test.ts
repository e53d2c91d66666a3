import type { AddressInfo } from 'node:net'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import { DEMO_PASSWORD } from '../../access/index.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  const [mine, , , , , theirs] = firm.staff.salespeople
  await admin.lead({
    name: '=HYPERLINK("http://evil.example","click")',
    email: 'a@b.example',
    phone: '9812300001',
    phones: ['9812300002'],
    address: '12, "MG" Road\nPune',
    location: '@SUM(A1)',
    budget: 1_250_000.5,
    tags: ['vip', 'nri'],
    assigned_to: mine?.id,
    source: 'web',
  })
  await admin.lead({ name: 'Öykü अनिता', assigned_to: theirs?.id, source: 'fair' })
  await admin.lead({ name: 'Gone', source: 'web' }).then(lead => admin.delete(`/crm/leads/${lead.id}`))
})
afterAll(() => firm.close())

async function exported(query: string, client: Client = admin): Promise<Record<string, string>[]> {
  const answer = await client.get(`/crm/leads/export${query}`)
  expect(answer.status).toBe(200)
  return parse(answer.text, { bom: true, columns: true })
}

test('has all fields, reads as it was written, and runs nowhere', async () => {
  const { headers, text } = await admin.get('/crm/leads/export')
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(headers['content-disposition']).toMatch(/^attachment; filename="leads-\d{4}-\d\d-\d\d\.csv"$/)
  expect(text.startsWith('\uFEFF')).toBe(true)
  const [second, first] = await exported('')
  expect(second?.Name).toBe('Öykü अनिता')
  expect(first).toMatchObject({
    Name: '\'=HYPERLINK("http://evil.example","click")',
    'E-mail': 'a@b.example',
    Phone: '+919812300001',
    'Further phones': '+919812300002',
    Address: '12, "MG" Road\nPune',
    City: "'@SUM(A1)",
    Budget: '1250000.5',
    Currency: 'INR',
    Tags: 'vip; nri',
    Status: 'new',
    Stage: 'New',
    Owner: firm.staff.salespeople[0]?.name,
  })
})

test('follows filter, search and sort', async () => {
  const names = async (query: string) => (await exported(query)).map(row => row.Name)
  expect(await names('?source=fair')).toEqual(['Öykü अनिता'])
  expect(await names(`?q=${encodeURIComponent('अनिता')}`)).toEqual(['Öykü अनिता'])
  expect(await names('?q=zzzqqq')).toEqual([])
  expect(await names('?sort=created_at')).toHaveLength(2)
  expect((await names('?sort=created_at'))[1]).toBe('Öykü अनिता')
})

test('holds what the role reaches; who may not export is refused', async () => {
  expect(await exported('', await firm.as('manager'))).toHaveLength(1)
  expect((await exported('', await firm.as('suresh.gowda')))[0]?.Name).toBe('Öykü अनिता')
  expect((await (await firm.as('employee')).get('/crm/leads/export')).status).toBe(403)
})

test('is written page by page', async () => {
  await firm.db.rows(
    `INSERT INTO leads (name, status, pipeline_id, stage_id, source)
     SELECT 'Many', status, pipeline_id, stage_id, 'many' FROM (SELECT * FROM leads LIMIT 1) l, generate_series(1, 1001)`,
  )
  const ids = (await exported('?source=many')).map(row => row.ID)
  expect([ids.length, new Set(ids).size]).toEqual([1001, 1001])
})

describe('a file of more than one page stops where the right to it ends', () => {
  /** Asks for it, takes the right away while the first byte is held back, and reads on. @returns what came */
  async function cutOff(headers: Record<string, string>, takeAway: string): Promise<string> {
    await firm.app.http.listen({ port: 0, host: '127.0.0.1' }).catch(() => undefined)
    const { port } = firm.app.http.server.address() as AddressInfo
    const answer = await firm.db.inTransaction(async tx => {
      // What is asked for is noted before anything is read: the caller is known by then, and waits here.
      await tx.rows('LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE')
      const asked = fetch(`http://127.0.0.1:${port}/crm/leads/export?source=many`, { headers })
      await expect
        .poll(() =>
          firm.db.rows(
            `SELECT 1 AS n FROM pg_locks WHERE NOT granted AND relation = 'audit_logs'::regclass
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          ),
        )
        .toHaveLength(1)
      await firm.db.rows(takeAway)
      return { asked }
    })
    const response = await answer.asked
    expect(response.status).toBe(200)
    const decoder = new TextDecoder()
    let text = ''
    const read = async () => {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true })
    }
    await expect(read()).rejects.toThrow()
    return text
  }
  const finished = async () =>
    (await firm.db.rows("SELECT 1 FROM audit_logs WHERE action = 'finished_export'")).length

  test('with an API key that is taken back', async () => {
    const superAdmin = await firm.as('superadmin')
    const [role] = await firm.db.rows<{ id: number }>("SELECT id FROM roles WHERE name = 'Admin'")
    const body = { name: 'Nightly', role_id: role?.id, expires_in_days: 1 }
    const { json } = await superAdmin.post<{ id: number; key: string }>('/crm/api-keys', body)
    const before = await finished()
    const text = await cutOff(
      { authorization: `Bearer ${json.key}` },
      `UPDATE api_keys SET revoked_at = now() WHERE id = ${json.id}`,
    )
    expect(text.split('Many').length - 1).toBeLessThanOrEqual(500)
    expect(await finished()).toBe(before)
  })

  test('in a session that is ended', async () => {
    const signedIn = await firm.app.http.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      payload: { email: 'admin@demo.optimwalls.example', password: DEMO_PASSWORD },
    })
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
    const before = await finished()
    const text = await cutOff({ cookie }, 'DELETE FROM sessions WHERE id = (SELECT max(id) FROM sessions)')
    expect(text.split('Many').length - 1).toBeLessThanOrEqual(500)
    expect(await finished()).toBe(before)
  })
})

test('is noted with who, from where and by which filters, not their values', async () => {
  await admin.get('/crm/leads/export?source=secret-source&q=nobody')
  const [entry] = await firm.db.rows(
    "SELECT user_id, ip_address, details FROM audit_logs WHERE action = 'exported_leads' ORDER BY id DESC LIMIT 1",
  )
  expect(entry).toMatchObject({
    user_id: firm.staff.adminId,
    ip_address: expect.any(String),
    details: { filters: ['source', 'q'] },
  })
})
