import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { extendChain, verifyChain } from '../../src/modules/access/index.ts'
import { fileForm, PDF } from '../documents.ts'
import { ended, PLAIN_MAPPING, startImport, upload } from '../import-client.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../lead-app.ts'

/** People are erased: of whatever happened with them no byte is left that tells who they were, and every figure is as it was. */

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

interface ErasureAnswer extends Problem {
  id: number
  status: string
  lead_ids: number[]
}
interface Preview extends Problem {
  lead_ids: number[]
  client_ids: number[]
  name: string | null
  holdings: { name: string; rows: number }[]
  related: { lead_id: number; name: string; how: string }[]
}
interface ExportAnswer extends Problem {
  id: number
  status: string
}

/** Somebody whose name, phone and e-mail nothing else could contain. */
interface Someone {
  first: string
  name: string
  phone: string
  email: string
}
let met = 0
function someone(): Someone {
  const n = 4100 + ++met
  const first = `Zubeidaxq${n}`
  return {
    first,
    name: `${first} Quintal`,
    phone: `+91981264${n}`,
    email: `${first.toLowerCase()}@heron.example`,
  }
}

const erase = (leadId: number, confirm: string, more = {}) =>
  admin.post<ErasureAnswer>('/crm/privacy/erasures', { lead_id: leadId, confirm, ...more })

async function erased(leadId: number, confirm: string, more = {}): Promise<number[]> {
  const begun = await erase(leadId, confirm, more)
  expect(begun.status, begun.text).toBe(202)
  await vi.waitFor(
    async () => {
      const { json } = await admin.get<{ data: ErasureAnswer[] }>('/crm/privacy/erasures')
      expect(json.data.find(({ id }) => id === begun.json.id)?.status).toBe('done')
    },
    { interval: 100, timeout: 40_000 },
  )
  return begun.json.lead_ids
}

/** What may happen with somebody; each is told of in every way that there is. */
const DEEDS: Readonly<Record<string, (id: number, who: Someone) => Promise<unknown>>> = {
  'is edited twice': async (id, { name, phone }) => {
    await admin.patch(`/crm/leads/${id}`, { referred_by: `Friend of ${name}`, address: `Flat of ${name}` })
    await admin.patch(`/crm/leads/${id}`, {
      phones: [phone.replace('+91', '0')],
      location: 'Nashik',
      budget: 900_000,
    })
  },
  'is called': async (id, { name }) => {
    const logged = await admin.post<{ id: number }>('/crm/activities', {
      lead_id: id,
      type: 'call',
      note: `Spoke to ${name}`,
      outcome: `Ask ${name}`,
    })
    await admin.patch(`/crm/activities/entries/${logged.json.id}`, { note: `${name} again` })
  },
  'is to be called': (id, { name }) =>
    admin.post('/crm/follow-ups', {
      lead_id: id,
      kind: 'call',
      title: `Ring ${name}`,
      due_at: '2031-01-02T10:00:00Z',
    }),
  'sends a file': (id, { name }) =>
    admin.send({ method: 'POST', url: `/crm/leads/${id}/files`, ...fileForm(PDF, `${name}.pdf`) }),
  'came in a file': async (_id, { name, email, phone }) => {
    const columns = { Name: 'name', Mail: 'email', Phone: 'phone', Worth: 'budget' }
    const rows = `Name,Mail,Phone,Worth\n${name},${email},${phone},500000\nNo one,,${phone},-5\n`
    await ended(admin, await startImport(admin, rows, { columns, on_duplicate: 'update' }))
  },
  'is moved and lost': async (id, { name }) => {
    await admin.patch(`/crm/leads/${id}`, {
      status: 'lost',
      lost_reason: `Because of ${name}`,
      lost_note: `${name} said no`,
    })
  },
  'is taken out': async () => {
    await admin.post('/crm/exports', { format: 'csv' })
  },
  'is answered twice alike': (id, { name }) =>
    admin.patch(`/crm/leads/${id}`, { style: 'Japandi' }, { 'idempotency-key': `style of ${id}` }).then(() =>
      admin
        .post('/crm/leads', { name: `${name} twin` }, { 'idempotency-key': `twin of ${id}` })
        .then(async twin => {
          await admin.post('/crm/leads/merge', { winner_id: id, loser_id: twin.json.id })
        }),
    ),
  'agrees and objects': async (id, { name }) => {
    for (const given of [true, false])
      await admin.post(`/crm/leads/${id}/consents`, {
        purpose_id: 2,
        channel: 'sms',
        given,
        note: `${name} says so`,
      })
  },
  'is mailed about': (_id, { name }) =>
    firm.app.platform.mail.send({ to: 'a@b.example', subject: name, text: name, html: name }),
  'is searched for': (_id, { name }) => admin.get(`/crm/leads?q=${encodeURIComponent(name)}`),
}

/** Contexts under which something of people is encrypted. */
const CONTEXTS = [
  'lead.contact',
  'lead-import.mapping',
  'import-record.note',
  'lead-export.question',
  'lead.merge',
  'demo-mailbox',
  'erasure.traces',
]

/** Every value of every table that holds text, numbers lists or bytes, opened where it is encrypted. */
async function everything(): Promise<Map<string, string>> {
  const columns = await firm.db.rows<{ table: string; column: string; type: string }>(
    `SELECT table_schema || '.' || table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_type = 'BASE TABLE' AND (table_schema = 'public' OR table_name LIKE '%jobs')
       AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')`,
  )
  const found = new Map<string, string>()
  const { crypto } = firm.app.platform
  const answers = await firm.db.rows<{ user_id: number; key: string }>(
    'SELECT user_id, key FROM idempotency_keys',
  )
  const contexts = [...CONTEXTS, ...answers.map(({ user_id, key }) => `idempotency:${user_id}:${key}`)]
  for (const { table, column, type } of columns) {
    const value = type === 'bytea' ? `encode("${column}", 'base64')` : `"${column}"::text`
    const rows = await firm.db.rows<{ value: string }>(
      `SELECT ${value} AS value FROM ${table} WHERE "${column}" IS NOT NULL`,
    )
    const opened = rows.map(row => (type === 'bytea' ? opening(Buffer.from(row.value, 'base64')) : row.value))
    found.set(`${table}.${column}`, opened.join('\n'))
  }
  return found

  function opening(bytes: Buffer): string {
    for (const context of contexts) {
      try {
        return crypto.open(bytes, context).toString()
      } catch {}
    }
    return bytes.toString('latin1')
  }
}

async function keysOfFiles(): Promise<string[]> {
  const rows = await firm.db.rows<{ key: string }>(
    `SELECT storage_key AS key FROM lead_files WHERE lead_id IS NOT NULL UNION SELECT file_key FROM lead_imports UNION SELECT file_key FROM lead_exports
     UNION SELECT file_key FROM privacy_exports UNION SELECT file_key || '-survey' FROM lead_imports
     UNION SELECT i.file_key || '-refused-' || first FROM lead_imports i, unnest(i.refused_chunks) first`,
  )
  return rows.map(({ key }) => key)
}

async function whatIsStored(keys: readonly string[]): Promise<string> {
  const parts: string[] = []
  for (const key of keys) {
    try {
      for await (const chunk of firm.app.platform.storage.read(key)) parts.push(chunk.toString('latin1'))
    } catch {}
  }
  return parts.join('\n')
}

const placesOf = (found: ReadonlyMap<string, string>, { first, phone }: Someone): string[] => {
  const telling = new RegExp(`${first}|${phone.slice(-10)}`, 'i')
  return [...found].filter(([, text]) => telling.test(text)).map(([place]) => place)
}

async function figures() {
  await firm.db.rows('SELECT fold_lead_counts()')
  const of = (url: string) => admin.get<unknown>(url).then(answer => answer.json)
  const counts = await Promise.all(
    ['status', 'stage_id', 'source', 'location', 'month', 'project_type'].map(by =>
      of(`/crm/leads/counts?by=${by}`),
    ),
  )
  const [done] = await firm.db.rows(
    `SELECT (SELECT count(*) FROM activities) AS activities, (SELECT sum(budget) FROM leads) AS budgets,
       (SELECT count(*) FROM stage_history) AS moves, (SELECT sum(amount) FROM booking_payments) AS paid`,
  )
  return { counts, done }
}

test('whatever happened, no byte of name, phone and e-mail is left, in no table and no file, and figures are as they were', async () => {
  const histories = fc.sample(fc.shuffledSubarray(Object.keys(DEEDS), { minLength: 4 }), {
    numRuns: 2,
    seed: 7,
  })
  for (const history of [Object.keys(DEEDS), ...histories]) {
    const who = someone()
    const lead = await admin.lead({
      name: who.name,
      email: who.email,
      phone: who.phone,
      source: 'Website',
      location: 'Pune',
      external_ids: [{ system: 'old', id: `id-${who.first}` }],
    })
    for (const deed of history) await DEEDS[deed]?.(lead.id, who)
    expect(placesOf(await everything(), who)).toContain('public.leads.name')
    const [before, keys] = [await figures(), await keysOfFiles()]
    await erased(lead.id, who.name)
    // Reports follow within seconds.
    await vi.waitFor(async () => expect(placesOf(await everything(), who), history.join(', ')).toEqual([]), {
      interval: 500,
      timeout: 30_000,
    })
    expect(placesOf(new Map([['files', await whatIsStored(keys)]]), who), history.join(', ')).toEqual([])
    expect(await figures()).toEqual(before)
    const left = (await admin.get(`/crm/leads/${lead.id}`)).json
    expect(left).toMatchObject({ name: 'Erased person', email: null, phone: null, source: 'Website' })
    expect((await admin.patch(`/crm/leads/${lead.id}`, { name: 'Back' })).status).toBe(404)
  }
  await extendChain(firm.db, firm.app.platform.crypto)
  expect(await verifyChain(firm.db, firm.app.platform.crypto)).toMatchObject({ broken: null })
}, 120_000)

test('somebody who is a client goes with all their leads; amounts and days of quotes and payments stay', async () => {
  const who = someone()
  const lead = await admin.lead({
    name: who.name,
    email: who.email,
    phone: who.phone,
    budget: 700_000,
    project_type: 'residential',
    location: 'Pune',
  })
  await admin.post(`/crm/leads/${lead.id}/quotes`, { amount: 650_000, quoted_on: '2026-01-02' })
  const converted = await admin.post<{ client_id: number }>(`/crm/leads/${lead.id}/convert`, {})
  expect(converted.status, converted.text).toBeLessThan(300)
  await firm.db.rows(
    "INSERT INTO booking_payments (lead_id, amount, paid_on, created_by) SELECT id, 50000, '2026-01-03', created_by FROM leads WHERE id = $1",
    [lead.id],
  )
  const seen = await admin.get<Preview>(`/crm/privacy/person?client_id=${converted.json.client_id}`)
  expect(seen.json).toMatchObject({
    name: who.name,
    lead_ids: [lead.id],
    client_ids: [converted.json.client_id],
  })
  await erased(lead.id, who.name.toUpperCase())
  const client = await admin.get<{ name: string }>(`/crm/clients/${converted.json.client_id}`)
  expect(client.json).toMatchObject({ name: 'Erased person', phone: null, email: null })
  expect(
    await firm.db.rows('SELECT amount, paid_on FROM booking_payments WHERE lead_id = $1', [lead.id]),
  ).toEqual([{ amount: 50_000, paid_on: '2026-01-03' }])
  expect(placesOf(await everything(), who)).toEqual([])
})

test('of imported files the rows of the others stay: those that wait are imported, those that were refused are fetched', async () => {
  const who = someone()
  const lead = await admin.lead({ name: who.name, phone: who.phone })
  const mapping = { ...PLAIN_MAPPING, columns: { Name: 'name', Phone: 'phone', Worth: 'budget' } }
  const file = (worth: number) =>
    `Name,Phone,Worth\nWalter Waiting,98126 40991,${worth}\n${who.name},${who.phone},${worth}\nWilma Waiting,98126 40992,${worth}\n`
  const waiting = (await upload(admin, file(100), `${who.name}.csv`)).json.id
  expect((await admin.put(`/crm/imports/${waiting}/mapping`, mapping)).status).toBe(200)
  const over = await startImport(admin, file(-5), mapping)
  expect(await ended(admin, over)).toMatchObject({ status: 'done', refused: 3 })
  // Its rows went when it ended.
  const [source] = await firm.db.rows<{ file_key: string }>(
    'SELECT file_key FROM lead_imports WHERE id = $1',
    [over],
  )
  await expect(firm.app.platform.storage.read(source?.file_key ?? '').toArray()).rejects.toMatchObject({
    type: 'not-found',
  })

  // Rows of lists are kept ready in memory.
  expect((await admin.get('/crm/leads?limit=200')).text).toContain(who.first)
  await erased(lead.id, who.name)
  expect((await admin.get('/crm/leads?limit=200')).text).not.toContain(who.first)
  const refused = await admin.get(`/crm/imports/${over}/refused`)
  expect(refused.text).toContain('Walter Waiting')
  expect(refused.text).toContain('Wilma Waiting')
  expect(refused.text).not.toContain(who.first)
  expect(await whatIsStored(await keysOfFiles())).not.toContain(who.first)
  expect((await admin.get(`/crm/imports/${waiting}`)).text).not.toContain(who.first)

  expect((await admin.post(`/crm/imports/${waiting}/run`)).status).toBeLessThan(300)
  expect(await ended(admin, waiting)).toMatchObject({ status: 'done', created: 2, refused: 1, rows_total: 3 })
  expect(placesOf(await everything(), who)).toEqual([])
})

test('only the name as it is begins it, a hold forbids it, and a second time it is the first', async () => {
  const who = someone()
  const lead = await admin.lead({ name: who.name, phone: who.phone })
  const spouse = await admin.lead({ name: 'Somebody Else', phone: who.phone })
  expect((await erase(lead.id, 'Somebody Else')).json.errors?.[0]?.path).toBe('confirm')
  const { related } = (await admin.get<Preview>(`/crm/privacy/person?lead_id=${lead.id}`)).json
  expect(related).toEqual([{ lead_id: spouse.id, name: 'Somebody Else', how: 'contact' }])

  expect(
    (await admin.put(`/crm/leads/${lead.id}/hold`, { reason: 'A dispute', until: '2999-12-31' })).status,
  ).toBe(204)
  const held = await erase(lead.id, who.name)
  expect([held.status, held.json.errors?.[0]?.message]).toEqual([422, 'It must be kept: A dispute'])
  await admin.delete(`/crm/leads/${lead.id}/hold`)

  const all = await Promise.all([1, 2, 3].map(() => erase(lead.id, who.name)))
  expect(new Set(all.map(({ json }) => json.id)).size).toBe(1)
  await erased(lead.id, who.name)
  expect((await admin.get<Preview>(`/crm/privacy/person?lead_id=${lead.id}`)).json.name).toBeNull()
  // Who shares the phone is another person unless somebody says so.
  expect((await admin.get(`/crm/leads/${spouse.id}`)).json).toMatchObject({
    phone: who.phone,
    is_duplicate: false,
  })

  for (const body of [{}, { lead_id: 1, client_id: 1, confirm: 'x' }, { lead_id: lead.id }])
    expect((await admin.post<Problem>('/crm/privacy/erasures', body)).status).toBe(400)
  expect((await erase(99_999, 'x')).status).toBe(404)
})

test('a process that dies after the rows is followed by one that goes on', async () => {
  const who = someone()
  const lead = await admin.lead({ name: who.name, phone: who.phone })
  await DEEDS['came in a file']?.(lead.id, who)
  const { personal } = firm.app.modules.leads
  const real = personal.eraseElsewhere
  personal.eraseElsewhere = () => Promise.reject(new Error('killed'))
  await erase(lead.id, who.name)
  await vi.waitFor(
    async () => expect((await admin.get(`/crm/leads/${lead.id}`)).json.name).toBe('Erased person'),
    {
      interval: 50,
    },
  )
  personal.eraseElsewhere = real
  await firm.db.rows(
    "UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key LIKE 'privacy-erase-%'",
  )
  await erased(lead.id, who.name)
  expect(placesOf(await everything(), who)).toEqual([])
})

test('all that is held comes in one archive, for whoever may have it', async () => {
  const who = someone()
  const lead = await admin.lead({ name: who.name, email: who.email, phone: who.phone })
  for (const deed of ['is called', 'sends a file', 'agrees and objects']) await DEEDS[deed]?.(lead.id, who)
  const manager = await firm.as('manager')
  expect((await manager.post('/crm/privacy/exports', { lead_id: lead.id })).status).toBe(403)
  const begun = await admin.post<ExportAnswer>('/crm/privacy/exports', { lead_id: lead.id })
  expect(begun.status, begun.text).toBe(202)
  const link = await vi.waitFor(
    async () => {
      const answer = await admin.post<{ url: string }>(`/crm/privacy/exports/${begun.json.id}/link`)
      expect(answer.status).toBe(200)
      return answer
    },
    { interval: 100, timeout: 20_000 },
  )
  const archive = await firm.app.http.inject({ method: 'GET', url: link.json.url })
  const text = archive.rawPayload.toString('latin1')
  for (const part of [
    'read-me.html',
    'data.json',
    'tables/activities.csv',
    who.email,
    who.phone,
    `Spoke to ${who.name}`,
    '%PDF-1.4',
  ])
    expect(text).toContain(part)
  await erased(lead.id, who.name)
  expect((await admin.post(`/crm/privacy/exports/${begun.json.id}/link`)).status).toBe(422)
  expect((await firm.app.http.inject({ method: 'GET', url: link.json.url })).statusCode).toBe(404)
})

test('lost leads that nobody was in touch with go by the retention that is set, and clients and held ones do not', async () => {
  const who = someone()
  const old = await admin.lead({ name: who.name, phone: who.phone })
  const held = await admin.lead({ name: 'Held Back' })
  const recent = await admin.lead({ name: 'Lost Lately' })
  for (const { id } of [old, held, recent])
    await admin.patch(`/crm/leads/${id}`, { status: 'lost', lost_reason: 'Moved to another city' })
  await admin.put(`/crm/leads/${held.id}/hold`, { reason: 'A dispute' })
  await firm.db.rows(
    "UPDATE leads SET updated_at = now() - interval '14 months', stage_entered_at = now() - interval '14 months' WHERE id = ANY ($1)",
    [[old.id, held.id]],
  )
  const settings = (await admin.get<{ version: number }>('/crm/privacy/retention')).json
  const wanted = {
    lost_months: 12,
    is_automatic: false,
    import_file_days: 30,
    export_file_days: 7,
    notification_days: null,
  }
  expect(
    (await admin.put('/crm/privacy/retention', { ...wanted, version: settings.version + 1 })).status,
  ).toBe(409)
  const saved = await admin.put<{ due: { lost_leads: number } }>('/crm/privacy/retention', {
    ...wanted,
    version: settings.version,
  })
  expect([saved.status, saved.json.due.lost_leads], saved.text).toEqual([200, 1])
  expect((await admin.post<{ erasures: number }>('/crm/privacy/retention/run')).json.erasures).toBe(1)
  expect((await admin.post<{ erasures: number }>('/crm/privacy/retention/run')).json.erasures).toBe(0)
  await vi.waitFor(
    async () => expect((await admin.get(`/crm/leads/${old.id}`)).json.name).toBe('Erased person'),
    {
      interval: 50,
      timeout: 20_000,
    },
  )
  // Reports count it, own words too, as long as they do not tell of the person.
  const [left] = await firm.db.rows('SELECT name, lost_reason FROM leads WHERE id = $1', [old.id])
  expect(left).toEqual({ name: 'Erased person', lost_reason: 'Moved to another city' })
})

/** Tables that hold nothing of people behind leads, each for a reason. */
const OF_THE_FIRM: Readonly<Record<string, string>> = {
  audit_logs: 'ids and plain facts alone, kept for ever: an id without its lead is nobody',
  audit_chain: 'hashes',
  audit_chain_marks: 'numbers of transactions',
  lead_words: 'words that no lead has any more are taken out by the erasure',
  lead_imports: 'without their rows, and without what told of them',
  lead_exports: 'its files go with every erasure; the question is of searches',
  import_mappings: 'those that tell of the person go',
  idempotency_keys: 'answers that tell of the person go',
  demo_mailbox: 'mails that tell of the person go',
  privacy_exports: 'ids; its files go',
  erasures: 'ids; what traces it needs is emptied',
  event_failures: 'names of consumers and codes of errors',
  lead_ranks: 'numbers by which what is left of a lead is ordered',
  lead_counts: 'sums',
  lead_count_deltas: 'sums',
  lead_tag_counts: 'sums',
  lead_tag_deltas: 'sums',
  scoring_models: 'what all leads teach together',
  lead_handovers: 'between people of the firm',
  bulk_changes: 'what was done to many, by whom',
  lead_term_backfill: 'a number',
  next_action_counts: 'sums',
}
const SET_UP =
  /^(access_epoch|accounts|activity_(outcomes|settings)|api_keys|assignment_\w+|calendar_feeds|campaigns|campaign_spend|client_(plan|rules)|competitors|consent_\w+|dashboards|event_consumers|holidays|invitations|invitation_roles|kick_off_\w+|known_devices|lead_(fields|tags|tag_moves|views|view_\w+)|lost_reasons\w*|navigation|notification_(preferences|settings|deliveries)|onboarding_\w+|passkeys|used_challenges|permissions|pipelines|push_subscriptions|recovery_codes|report_\w+|response_targets|retention|role_\w+|roles|scoring_settings|second_factors|sessions|sign_in_\w+|stages|teams|user_\w+|users|verifications|webhook_(endpoints|secrets)|working_hours|migrations|schema_migrations)$/

test('every column that could hold something of a person is answered for', async () => {
  const columns = await firm.db.rows<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND (data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')
       OR column_name ~ '(lead|client|winner|loser|other|record|merged_from|merged_into)(_id)?$')`,
  )
  const answered = new Set(firm.app.modules.leads.personal.holdings.flatMap(holding => holding.columns))
  const forgotten = columns
    .filter(({ table, column }) => !answered.has(`${table}.*`) && !answered.has(`${table}.${column}`))
    .filter(({ table }) => !(table in OF_THE_FIRM) && !SET_UP.test(table))
  expect(
    [...new Set(forgotten.map(({ table, column }) => `${table}.${column}`))],
    'hand in a PersonalHolding by modules/index.ts, or say why the table holds nothing of people',
  ).toEqual([])
})
