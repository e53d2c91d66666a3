import { readFileSync } from 'node:fs'
import fc, { type Arbitrary } from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PDF, PNG } from '../documents.ts'
import { type TestDatabase, testDatabase } from '../test-database.ts'
import { type Caller, type SentAnswer, upload } from './caller.ts'
import { emptyFolder, hire, type Office, openOffice } from './office.ts'
import { type JsonSchema, mutated, nasty, valuesOf } from './schema-values.ts'

/**
 * Every endpoint of the API document, with what its schema takes and with what it does not: no answer is a fault of ours, every
 * refusal is a problem document, and what is wrong with a request is said by the name of the field.
 */

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: JsonSchema }[]
  requestBody?: { content: Record<string, { schema: JsonSchema }> }
}

/** The document itself is compared with the running server elsewhere; tests must be known before the server runs. */
const DOCUMENT = JSON.parse(
  readFileSync(new URL('../../../../packages/contract/src/generated/openapi.json', import.meta.url), 'utf8'),
) as { paths: Record<string, Record<string, Operation>> }

const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    operation,
  })),
)

const ROLES = ['superadmin', 'manager', 'employee', 'designer', null] as const
type Role = (typeof ROLES)[number]

/** Of each endpoint. More with FUZZ_RUNS=1000, for a long look. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 25)

let database: TestDatabase
let folder: { path: string; remove(): Promise<void> }
let office: Office
const callers = new Map<Role, Caller>()

beforeAll(async () => {
  database = await testDatabase()
  folder = await emptyFolder()
  office = await openOffice({ databaseUrl: database.url, dataDir: folder.path })
  await hire(office)
  for (const role of ROLES) callers.set(role, await office.callerFor(role))
  const admin = callers.get('superadmin') as Caller
  for (let i = 0; i < 30; i++) {
    const phone = `+9198123${45670 + i}`
    await admin.must('POST', '/crm/leads', { name: `Asha ${i}`, location: 'Pune', phone, budget: i * 1e5 })
  }
  for (let i = 0; i < 3; i++) await admin.send('POST', '/crm/imports', upload('Name,City\nAsha,Pune\n'))
  for (let i = 1; i < 20; i++) await admin.send('POST', `/crm/leads/${i}/files`, upload(PNG, 'photo.png'))
})
afterAll(async () => {
  await office.stop()
  await database.close()
  await folder.remove()
})

interface Request {
  role: Role
  path: string
  query: [name: string, value: string][]
  headers: Record<string, string>
  body: string | Buffer | undefined
}

const headers: Arbitrary<Record<string, string>> = fc.record(
  {
    'if-match': fc.oneof(
      fc.constantFrom('1', '"1"', 'W/"1"', '*', '""', '-1', '99999999999999999999', '"1", "2"', '1.5'),
      fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
    ),
    'idempotency-key': fc.oneof(
      fc.constantFrom('again', 'x'.repeat(300), ' '),
      fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
    ),
    'content-type': fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json; charset=latin1',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      ';;',
    ),
    accept: fc.constantFrom('text/html', 'image/png', '*/*;q=x'),
    'accept-encoding': fc.constantFrom('br', 'gzip;q=0', 'no-such', '*'),
    'accept-language': fc.constantFrom('zz', 'en;q=9'),
    origin: fc.constantFrom('https://elsewhere.example', 'null'),
    'x-request-id': fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
    'x-forwarded-for': fc.constantFrom('not an address', '::1'),
    range: fc.constantFrom('bytes=0-', 'bytes=-1', 'x'),
  },
  { requiredKeys: [] },
)
/** Most requests have plain headers, or none would get further. */
const rarely = <T>(value: Arbitrary<T>, otherwise: T) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: value })

function bodiesOf({ requestBody }: Operation, name: string): Arbitrary<Request['body']> {
  if (name === 'POST /crm/imports') return files
  if (name === 'POST /crm/leads/{id}/files') return fc.oneof(files, documents)
  const schema = requestBody?.content['application/json']?.schema
  const broken = fc.oneof(
    fc.constantFrom('', '{', 'nothing', '"', '[1,]', '{"name":"a","name":1}', '1e999', '\ufeff{}'),
    fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes)),
  )
  if (!schema) return rarely<Request['body']>(broken, undefined)
  const valid = valuesOf(schema)
  const json = fc.oneof(
    { weight: 4, arbitrary: valid },
    { weight: 5, arbitrary: mutated(valid) },
    { weight: 1, arbitrary: nasty },
  )
  return fc.oneof(
    { weight: 12, arbitrary: json.map(value => JSON.stringify(value)) },
    { weight: 1, arbitrary: broken },
  )
}

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('Name', '"', '""', ',', '\0'),
)
const csv = fc.array(
  fc.array(cell, { maxLength: 4 }).map(cells => cells.join(',')),
  { maxLength: 5 },
)
const files: Arbitrary<Request['body']> = fc.oneof(
  csv.map(lines => upload(lines.join('\n')).raw as Buffer),
  fc.uint8Array({ maxLength: 300 }).map(bytes => upload(Buffer.from(bytes)).raw as Buffer),
  fc.nat(200).map(end => (upload('Name\nAsha\n').raw as Buffer).subarray(0, end)),
  fc
    .constantFrom('../../etc/passwd', '', '\ud800', 'a;b')
    .map(name => upload('Name\nA\n', name).raw as Buffer),
)

const documents: Arbitrary<Request['body']> = fc.oneof(
  fc.constantFrom(PNG, PDF).map(file => upload(file, 'file').raw as Buffer),
  fc.nat(250).map(end => (upload(PNG, 'photo.png').raw as Buffer).subarray(0, end)),
)

const texts = (value: unknown): string[] =>
  [value].flat().map(each => (typeof each === 'object' ? JSON.stringify(each) : String(each)))

function requestsTo({ name, path, operation }: (typeof OPERATIONS)[number]): Arbitrary<Request> {
  const parameters = operation.parameters ?? []
  const query = parameters
    .filter(parameter => parameter.in === 'query')
    .map(({ name, schema }) =>
      fc
        .option(fc.oneof({ weight: 3, arbitrary: valuesOf(schema) }, { weight: 1, arbitrary: nasty }), {
          // Few filters at once, or nothing would be found.
          freq: 2,
        })
        .map(value => (value === null ? [] : texts(value).map((text): [string, string] => [name, text]))),
    )
  const id = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }).map(String) },
    { weight: 1, arbitrary: nasty.map(value => texts(value).join()) },
  )
  return fc.record({
    role: fc.oneof(
      { weight: 4, arbitrary: fc.constant<Role>('superadmin') },
      { weight: 3, arbitrary: fc.constantFrom(...ROLES) },
    ),
    path: id.map(value => path.replace(/\{\w+\}/, () => encode(value.slice(0, 900)))),
    query: fc
      .tuple(...query, rarely(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 1 }), []))
      .map(parts => parts.flat()),
    headers: rarely(headers, {}),
    body: bodiesOf(operation, name),
  })
}

/** A lone surrogate cannot be encoded: as the bytes that some clients send for it. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ed%a0%80'
}

async function send(method: string, { role, path, query, headers, body }: Request): Promise<SentAnswer> {
  // Else failed sign-ins would soon be all that is tested, and the rest could not sign in again.
  if (path.startsWith('/api/auth/')) await database.database.rows('DELETE FROM sign_in_failures')
  const search = query.map(([name, value]) => `${encode(name)}=${encode(value.slice(0, 3000))}`).join('&')
  const caller = callers.get(role) as Caller
  const isForm = method === 'POST' && /^\/crm\/imports$|\/files$/.test(path)
  const answer = await caller.send(method, search ? `${path}?${search}` : path, {
    ...(body !== undefined && { raw: body }),
    headers: { ...(isForm && upload('').headers), ...headers },
  })
  // A Super Admin may have kept somebody out, or given a role away; the next request finds the office as it was.
  if (path.startsWith('/crm/') && method !== 'GET' && role === 'superadmin') {
    await database.database.rows('UPDATE users SET is_active = true WHERE NOT is_active')
  }
  // It signed itself out.
  if (role && (answer.status === 401 || path.endsWith('/sign-out'))) {
    if ((await caller.send('GET', '/api/me')).status === 401) callers.set(role, await office.callerFor(role))
  }
  return answer
}

/** What the log says of the fault. */
function lastError(): string {
  return (
    office
      .logged()
      .match(/^.*"level":50,.*"error":.*$/gm)
      ?.at(-1) ?? ''
  )
}

function judge(answer: SentAnswer): void {
  const said = `${answer.status} ${answer.text.slice(0, 500)}${answer.status < 500 ? '' : lastError()}`
  expect(answer.status, said).toBeLessThan(500)
  if (answer.status < 400) return
  expect(answer.headers['content-type'], said).toMatch(/^application\/problem\+json/)
  const problem = JSON.parse(answer.text)
  expect(problem, said).toMatchObject({
    type: expect.stringMatching(/^[a-z][a-z-]+$/),
    title: expect.any(String),
    status: answer.status,
  })
  // A line of a stack, within JSON; "at most" and a time of day stand in messages too.
  expect(answer.text).not.toMatch(/node_modules|\\n\s+at .*:\d+:\d+|SELECT |INSERT |violates/)
  if (answer.status !== 400) return
  expect(problem.errors?.length, said).toBeGreaterThan(0)
  for (const { path, message } of problem.errors) {
    expect(path, said).toMatch(/./s)
    expect(message, said).toMatch(/./s)
  }
}

describe('whatever is sent', () => {
  // The same requests in each run; FUZZ_SEED sends others. A failure prints the smallest request that shows it.
  const seed = Number(process.env.FUZZ_SEED ?? 1)
  test.each(OPERATIONS)('$name', { timeout: RUNS * 4000 }, async operation => {
    await fc.assert(
      fc.asyncProperty(requestsTo(operation), async request => judge(await send(operation.method, request))),
      { numRuns: RUNS, interruptAfterTimeLimit: RUNS * 500, seed },
    )
  })

  test('and the server is as well as before', async () => {
    const admin = callers.get('superadmin') as Caller
    expect((await admin.send('GET', '/readyz')).status).toBe(200)
    expect((await admin.send('GET', '/crm/leads')).status).toBe(200)
  })
})
