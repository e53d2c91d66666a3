import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extendChain } from '../../src/modules/access/index.ts'
import { emptyFolder, hire, type Office, openOffice } from './office.ts'

/** The audit log of a whole product on the embedded database: what is noted, and that `npm run audit:verify` sees what was rewritten, beside the
 *  server and without. */

const MAIN = fileURLToPath(new URL('../../src/audit-verify-main.ts', import.meta.url))

let folder: { path: string; remove(): Promise<void> }
let office: Office

beforeAll(async () => {
  folder = await emptyFolder()
  office = await openOffice({ dataDir: folder.path })
  await hire(office)
  await office.callerFor('manager')
  await office.callerFor('employee')
})
afterAll(async () => {
  await office.stop()
  await folder.remove()
})

async function verify(...args: string[]): Promise<{ code: number | null; printed: string }> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH, HOME, DATA_DIR: folder.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, printed: out + err }
}

test('who leafs through the contact details of a thousand leads is noted, once', async () => {
  const manager = await office.callerFor('manager')
  for (let i = 0; i < 20; i++)
    await manager.send('POST', '/crm/leads', { body: { name: `Lead ${i}`, location: 'Pune' } })
  const read = () =>
    office.app.platform.db.rows(
      `SELECT u.email, a.details->'leads' AS leads FROM audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'read_many_contacts'`,
    )
  const seen = JSON.parse((await manager.send('GET', '/crm/leads?limit=200')).text).data.length
  for (let leads = seen; leads + seen < 1000; leads += seen) await manager.send('GET', '/crm/leads?limit=200')
  expect(await read()).toEqual([])
  await manager.send('GET', '/crm/leads?limit=200')
  await manager.send('GET', '/crm/leads?limit=200')
  await expect.poll(read).toEqual([{ email: 'manager@demo.optimwalls.example', leads: expect.any(Number) }])
})

test('what is whole is said to be whole, what was rewritten is named; with the server running and without', async () => {
  const { db, crypto } = office.app.platform
  await extendChain(db, crypto)
  const whole = await verify()
  expect(whole.printed).toContain('are as they were written')
  expect(whole.printed).toContain('can add to the log, and neither change nor remove')
  expect(whole.code).toBe(0)
  const head = /Head of the chain: (\S+)/.exec(whole.printed)?.[1] ?? ''
  expect(await verify('--expect', head)).toMatchObject({ code: 0 })
  expect(await verify('--expect', 'nonsense')).toMatchObject({
    code: 2,
    printed: expect.stringContaining('--expect takes a head'),
  })

  await expect(db.rows('DELETE FROM audit_logs')).rejects.toMatchObject({ code: '42501' })
  await expect(db.rows('ALTER TABLE audit_logs DISABLE TRIGGER append_only')).rejects.toMatchObject({
    code: '42501',
  })

  const [entry] = await db.rows<{ id: number }>(
    `SELECT id FROM audit_logs WHERE action = 'signed_in' ORDER BY id LIMIT 1`,
  )
  const superuser = new pg.Client({
    user: 'postgres',
    host: db.pool.options.connectionString?.match(/host=([^&]+)/)?.[1]?.replaceAll('%2F', '/') ?? '',
    database: 'optimwalls',
  })
  await superuser.connect()
  await superuser.query('ALTER TABLE audit_logs DISABLE TRIGGER append_only')
  await superuser.query(`UPDATE audit_logs SET ip_address = '10.9.9.9' WHERE id = $1`, [entry?.id])
  await superuser.end()

  const broken = { code: 1, printed: expect.stringContaining(`BROKEN: Entry ${entry?.id} is not`) }
  expect(await verify()).toMatchObject(broken)
  await office.stop()
  expect(await verify()).toMatchObject(broken)
})
