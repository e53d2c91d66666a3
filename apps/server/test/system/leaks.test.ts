import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Caller, upload } from './caller.ts'
import { emptyFolder, hire, type Office, openOffice } from './office.ts'

/** After a journey through everything that touches contact details, they stand nowhere in clear: not in a table, a file or a log. */

/** Ten digits as people write them, with anything between that may stand there. */
const phone = (digits: string) => new RegExp([...digits].join('[\\s().+-]{0,3}'))
const words = (text: string) => new RegExp(text.replaceAll('.', '\\.'), 'i')

/** What must not be found. Digits and words that nothing else could contain. */
const SECRETS: Record<string, RegExp> = {
  'e-mail at creation': words('first.created@zebrafinch.example'),
  'e-mail after the edit': words('second.edited@zebrafinch.example'),
  'e-mail of an import': words('third.imported@zebrafinch.example'),
  'e-mail of a refused row': words('fourth.refused@zebrafinch.example'),
  'e-mail of a refused request': words('fifth@zebrafinch'),
  'e-mail of a file without a header': words('sixth.headless@zebrafinch.example'),
  'any of the e-mails': words('zebrafinch'),
  'phone at creation': phone('9812645371'),
  'further phone': phone('9812645372'),
  'phone after the edit': phone('9812645373'),
  'phone of an import': phone('9812645374'),
  'phone of a refused row': phone('9812645375'),
  'phone of a file without a header': phone('9812645376'),
  'address at creation': words('Quaint Peacock Lane'),
  'address after the edit': words('Merry Hornbill Marg'),
  'address of an import': words('Gentle Bulbul Road'),
}

let folder: { path: string; remove(): Promise<void> }
let office: Office
let dump: string

beforeAll(async () => {
  folder = await emptyFolder()
  // The embedded database: what PostgreSQL writes lies in the folder, too.
  office = await openOffice({ dataDir: folder.path })
  await hire(office)
  await journey(await office.callerFor('superadmin'), await office.callerFor('manager'))
  dump = await everyRow(office)
  await office.stop()
})
afterAll(() => folder.remove())

async function journey(admin: Caller, manager: Caller): Promise<void> {
  const lead = {
    name: 'Leela Leakproof',
    location: 'Pune',
    email: 'First.Created@ZebraFinch.example',
    phone: '98126 45371',
    phones: ['+91 (98126) 453-72'],
    address: '12, Quaint Peacock Lane',
  }
  const headers = { 'idempotency-key': 'leak-1' }
  const page = await office.pageOf(manager)
  const { id } = JSON.parse((await admin.send('POST', '/crm/leads', { body: lead, headers })).text)
  await admin.send('POST', '/crm/leads', { body: lead, headers })
  await admin.must('POST', '/crm/leads', { ...lead, name: 'The same person' })
  const edit = {
    email: 'second.edited@zebrafinch.example',
    phone: '+91-98126-45373',
    address: '5 Merry Hornbill Marg',
  }
  await admin.must('PATCH', `/crm/leads/${id}`, edit)
  const stale = { body: { email: 'fifth@zebrafinch.example' }, headers: { 'if-match': '1' } }
  expect((await admin.send('PATCH', `/crm/leads/${id}`, stale)).status).toBe(409)
  const bad = { ...lead, phone: 'fifth@zebrafinch', budget: -1 }
  expect((await admin.send('POST', '/crm/leads', { body: bad })).status).toBe(400)
  expect((await manager.send('DELETE', `/crm/leads/${id}`)).status).toBe(403)

  for (const q of ['first.created@zebrafinch.example', '98126 45373', '+91-9812645371', '5373']) {
    await admin.must('GET', `/crm/leads?q=${encodeURIComponent(q)}`)
    await admin.must('GET', `/crm/leads/counts?q=${encodeURIComponent(q)}`)
  }
  await admin.must('GET', '/crm/leads/duplicates?phone=98126%2045373&email=second.edited@zebrafinch.example')
  await admin.must('GET', `/crm/leads/${id}/history`)
  expect((await admin.send('GET', '/crm/leads/export')).text).toContain('zebrafinch')
  await admin.send('GET', '/crm/no-such-page/98126%2045373?x=second.edited@zebrafinch.example')

  const mapping = { country: 'IN', historical: true, on_duplicate: 'flag', system: 'csv' }
  const imported = await runImport(
    admin,
    [
      'Name,Email,Phone,Street,Worth',
      'Imran Imported,third.imported@zebrafinch.example,98126-45374,9 Gentle Bulbul Road,100000',
      ',fourth.refused@zebrafinch.example,98126 45375,1 Gentle Bulbul Road,-5',
    ],
    {
      ...mapping,
      columns: { Name: 'name', Email: 'email', Phone: 'phone', Street: 'address', Worth: 'budget' },
    },
  )
  expect(imported).toMatchObject({ created: 1, refused: 1 })
  const refused = await admin.send('GET', `/crm/imports/${imported.id}/refused`)
  expect(refused.text).toContain('fourth.refused@zebrafinch.example')
  // Without a header line columns are numbered.
  await runImport(admin, ['Hari Headless,sixth.headless@zebrafinch.example,98126 45376', 'Hema Headless,,'], {
    ...mapping,
    columns: {
      'Column 1': 'name',
      'Column 2': 'email',
      'Column 3': null,
    },
  })
  const broken = upload('Name,Email\n"x"y,fifth@zebrafinch.example\nfifth@zebrafinch.example"a,"\n')
  await admin.send('POST', '/crm/imports', broken)
  // Somebody who uses the address of a lead to sign in.
  const attempt = { email: 'second.edited@zebrafinch.example', password: 'not the password' }
  await admin.send('POST', '/api/auth/sign-in/email', { body: attempt })
  await admin.send('POST', '/api/auth/request-password-reset', { body: { email: attempt.email } })
  await office.app.platform.mail.send({
    to: attempt.email,
    subject: 'For Leela',
    text: '98126 45373, 5 Merry Hornbill Marg',
    html: '<p>98126 45373</p>',
  })
  await admin.must('DELETE', `/crm/leads/${id}`)
  page.close()
}

interface ImportState {
  id: number
  status: string
  created: number
  refused: number
}

async function runImport(admin: Caller, lines: string[], mapping: object): Promise<ImportState> {
  const { id } = JSON.parse((await admin.send('POST', '/crm/imports', upload(lines.join('\n')))).text)
  await admin.must('PUT', `/crm/imports/${id}/mapping`, mapping)
  await admin.must('POST', `/crm/imports/${id}/run`)
  return vi.waitFor(
    async () => {
      const state = await admin.must<ImportState>('GET', `/crm/imports/${id}`)
      expect(state.status).toBe('done')
      return state
    },
    { interval: 50 },
  )
}

/** Every row of every table, those of the queue included, as text. */
async function everyRow({ app: { platform } }: Office): Promise<string> {
  const tables = await platform.db.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const rows = await platform.db.rows<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    texts.push(`${name}:`, ...rows.map(({ row }) => row))
  }
  return texts.join('\n')
}

/** The secrets that stand in a text: as they are, or wrapped in hex or base64. */
function found(text: string): string[] {
  const unwrapped = [
    text,
    ...unwrap(text, /[0-9a-f]{24,}/gi, 'hex'),
    ...unwrap(text, /[\w+/-]{16,}/g, 'base64'),
  ]
  return Object.entries(SECRETS)
    .filter(([, pattern]) => unwrapped.some(each => pattern.test(each)))
    .map(([name]) => name)
}

function unwrap(text: string, runs: RegExp, encoding: BufferEncoding): string[] {
  const decoded = (text.match(runs) ?? []).map(run => Buffer.from(run, encoding).toString('latin1'))
  return [decoded.join('\n')]
}

async function* filesBelow(path: string): AsyncGenerator<string> {
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) yield join(entry.parentPath, entry.name)
  }
}

describe('after the journey, no contact detail of a lead stands in clear', () => {
  test('in any table of the database', () => {
    for (const table of ['public.leads', 'public.events', 'graphile_worker._private_jobs']) {
      expect(dump).toContain(table)
    }
    expect(dump).toContain('Leela Leakproof')
    expect(found(dump)).toEqual([])
  })

  test('in any file of the data folder, those of PostgreSQL and its log of writes included', async () => {
    const leaks: string[] = []
    let hasSeenName = false
    for await (const file of filesBelow(folder.path)) {
      const bytes = (await readFile(file)).toString('latin1')
      hasSeenName ||= bytes.includes('Leela Leakproof')
      for (const [name, pattern] of Object.entries(SECRETS)) {
        if (pattern.test(bytes)) leaks.push(`${name} in ${file}`)
      }
    }
    expect(hasSeenName, 'what is not secret can be found in the files').toBe(true)
    expect(leaks).toEqual([])
  })

  test('in the log, at its most talkative', () => {
    expect(office.logged()).toContain('/crm/leads/:id')
    expect(found(office.logged())).toEqual([])
  })

  test('while the test would have found them', () => {
    expect(found('x First.Created@zebrafinch.EXAMPLE y')).toContain('e-mail at creation')
    for (const writing of ['9812645371', '+91 98126 45371', '(98126)-453.71']) {
      expect(found(writing)).toEqual(['phone at creation'])
    }
    expect(found(Buffer.from('5 Merry Hornbill Marg, Pune').toString('hex'))).toHaveLength(1)
    expect(found(Buffer.from('5 Merry Hornbill Marg, Pune').toString('base64'))).toHaveLength(1)
  })
})
