import { Type } from 'typebox'
import { beforeAll, expect, test } from 'vitest'
import type { FieldError } from '../errors.ts'
import type { Http } from './server.ts'
import { buildTestHttp } from './test-server.ts'

const access = 'public'
const Lead = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 10, pattern: '\\S' }),
  email: Type.Optional(Type.Union([Type.String({ format: 'email' }), Type.Null()])),
  budget: Type.Optional(Type.Union([Type.Number({ minimum: 0 }), Type.Null()])),
  visit_on: Type.Optional(Type.String({ format: 'date' })),
  due_at: Type.Optional(Type.String({ format: 'date-time' })),
  tags: Type.Optional(Type.Array(Type.Object({ name: Type.String() }, { additionalProperties: false }))),
  kind: Type.Optional(Type.Enum(['home', 'office'])),
})
const Query = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  status: Type.Optional(Type.Array(Type.Enum(['new', 'lost']))),
  deleted: Type.Optional(Type.Boolean()),
  q: Type.Optional(Type.String({ maxLength: 20 })),
})

let http: Http
beforeAll(async () => {
  http = (await buildTestHttp()).http
  http.get('/leads', { config: { access }, schema: { querystring: Query } }, async request => request.query)
  const params = Type.Object({ id: Type.Integer({ minimum: 1 }) })
  http.get('/leads/:id', { config: { access }, schema: { params } }, async request => request.params)
  http.post('/leads', { config: { access }, schema: { body: Lead } }, async request => request.body)
  http.post('/any', { config: { access } }, async request => request.body)
})

async function errorsOf(request: { url: string; body?: unknown; text?: string }): Promise<FieldError[]> {
  const payload = request.text ?? JSON.stringify(request.body)
  const answer = await http.inject(
    payload === undefined
      ? { url: request.url }
      : { method: 'POST', url: request.url, payload, headers: { 'content-type': 'application/json' } },
  )
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.statusCode).toBe(400)
  return answer.json().errors
}

test.each<[unknown, string, string]>([
  [{}, 'name', 'is required'],
  [{ name: '' }, 'name', 'must not be empty'],
  [{ name: '   ' }, 'name', 'must not be blank'],
  [{ name: 'x'.repeat(11) }, 'name', 'must have at most 10 characters'],
  [{ name: 5 }, 'name', 'must be text'],
  [{ name: 'a\0b' }, 'name', 'must not contain null characters'],
  [{ name: 'a', email: 'nobody' }, 'email', 'must be an e-mail address'],
  [{ name: 'a', email: 5 }, 'email', 'must be text or null'],
  [{ name: 'a', budget: -1 }, 'budget', 'must be 0 or more'],
  [{ name: 'a', budget: '5' }, 'budget', 'must be a number or null'],
  [{ name: 'a', visit_on: '2026-02-30' }, 'visit_on', 'must be a day that exists, YYYY-MM-DD'],
  [{ name: 'a', visit_on: '0000-01-01' }, 'visit_on', 'must be a day that exists, YYYY-MM-DD'],
  [
    { name: 'a', due_at: '2026-01-01T25:00:00Z' },
    'due_at',
    expect.stringContaining('must be a time') as never,
  ],
  [
    { name: 'a', due_at: '2026-01-01T10:00:00' },
    'due_at',
    expect.stringContaining('must be a time') as never,
  ],
  [{ name: 'a', kind: 'boat' }, 'kind', 'must be one of home, office'],
  [{ name: 'a', stage: 1 }, 'stage', 'is not known here'],
  [{ name: 'a', tags: [{ name: 'b' }, { name: 'c', x: 1 }] }, 'tags.1.x', 'is not known here'],
  [{ name: 'a', tags: [{ name: '\ud800' }] }, 'tags.0.name', 'must not contain broken characters'],
  [[], 'body', 'must be an object'],
  [null, 'body', 'must be an object'],
])('body %j names %s', async (body, path, message) => {
  expect(await errorsOf({ url: '/leads', body })).toEqual([{ path, message }])
})

test('every wrong field is named at once', async () => {
  const errors = await errorsOf({ url: '/leads', body: { email: 'x', budget: -5, z: 1 } })
  expect(errors.map(error => error.path).sort()).toEqual(['budget', 'email', 'name', 'z'])
})

test.each([
  ['/leads?limit=abc', 'limit'],
  ['/leads?limit=0', 'limit'],
  ['/leads?limit=1.5', 'limit'],
  ['/leads?limit=', 'limit'],
  ['/leads?limit=1&limit=2', 'limit'],
  ['/leads?q=a&q=b', 'q'],
  ['/leads?q=%00', 'q'],
  ['/leads?status=new&status=gone', 'status'],
  ['/leads?deleted=maybe', 'deleted'],
  ['/leads?unknown=1', 'unknown'],
  ['/leads?__proto__=1', '__proto__'],
  ['/leads/abc', 'id'],
  ['/leads/0', 'id'],
  ['/leads/1e999', 'id'],
  ['/leads/%00', 'id'],
  ['/leads/5?verbose=1', 'verbose'],
  ['/leads/%ff', 'url'],
])('%s names %s', async (url, path) => {
  expect((await errorsOf({ url })).map(error => error.path)).toEqual([path])
})

test('addresses are read as numbers and lists, with defaults', async () => {
  const answer = await http.inject({ url: '/leads?status=new&deleted=true' })
  expect(answer.json()).toEqual({ limit: 50, status: ['new'], deleted: true })
})

test.each([
  ['{"name":', 'body'],
  ['"\u0001"', 'body'],
  [`${'['.repeat(40)}${']'.repeat(40)}`, Array(32).fill('0').join('.')],
  ['{"a":{"__proto__":{"admin":true}}}', 'a.__proto__'],
  ['{"constructor":{"prototype":{}}}', 'constructor'],
  ['{"a\\u0000":1}', 'body'],
])('body %s is refused whatever the schema', async (text, path) => {
  expect((await errorsOf({ url: '/any', text })).map(error => error.path)).toEqual([path])
})

test('fifty thousand unknown fields are answered with the first fifty', async () => {
  const body = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [i, 1]))
  expect(await errorsOf({ url: '/leads', body })).toHaveLength(50)
})
