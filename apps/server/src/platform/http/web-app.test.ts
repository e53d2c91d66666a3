import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Http } from './server.ts'
import { buildTestHttp } from './test-server.ts'

const html = { accept: 'text/html,*/*' }
const script = 'export const leads = []'
let root: string
let http: Http

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'web-'))
  await mkdir(join(root, 'assets'))
  await writeFile(
    join(root, 'index.html'),
    '<style nonce="__CSP_NONCE__"></style><meta content="__CSP_NONCE__">',
  )
  await writeFile(join(root, 'icon.svg'), '<svg/>')
  await writeFile(join(root, 'assets/app-a1b2.js'), script)
  await writeFile(join(root, 'assets/app-a1b2.js.br'), brotliCompressSync(script))
  await writeFile(join(root, 'assets/app-a1b2.js.gz'), gzipSync(script))
  await writeFile(join(root, '..', 'web-secret.txt'), 'secret')
  http = (await buildTestHttp({ webRoot: root })).http
  http.get('/crm/leads/:id', { config: { access: 'public' } }, async () => 'lead')
  http.post('/crm/leads', { config: { access: 'public' } }, async () => 'made')
})
afterAll(async () => {
  await http.close()
  await rm(root, { recursive: true })
  await rm(join(root, '..', 'web-secret.txt'))
})

test.each(['/', '/leads', '/leads/5?tab=history', '/import', '/index.html'])(
  '%s is the page, with a nonce of its own',
  async url => {
    const [first, second] = [
      await http.inject({ url, headers: html }),
      await http.inject({ url, headers: html }),
    ]
    expect(first.statusCode).toBe(200)
    const nonce = /<style nonce="([\w-]{22})"><\/style><meta content="\1">/.exec(first.body)?.[1]
    const policy = first.headers['content-security-policy']
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self' ws://localhost:80 wss://localhost:80;")
    expect(policy).not.toContain('unsafe')
    expect(first.headers['cache-control']).toBe('no-cache')
    expect(second.body).not.toBe(first.body)
  },
)

test('what a host says about itself cannot change the policy', async () => {
  const headers = { ...html, host: "evil; script-src 'unsafe-inline'" }
  const policy = (await http.inject({ url: '/', headers })).headers['content-security-policy']
  expect(policy).not.toContain('evil')
})

test.each(['/crm/nothing', '/crm', '/api/auth/nothing', '/files/x', '/socket.io/'])(
  '%s is the API’s and never a page',
  async url => {
    const answer = await http.inject({ url, headers: html })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ type: 'not-found' })
  },
)

test('other methods are told apart from other addresses', async () => {
  const get = await http.inject({ url: '/crm/leads', headers: html })
  expect([get.statusCode, get.headers.allow]).toEqual([405, 'POST'])
  expect((await http.inject({ method: 'POST', url: '/leads' })).statusCode).toBe(404)
})

test('a program that asks for no page gets none', async () => {
  expect((await http.inject({ url: '/leads', headers: { accept: 'application/json' } })).statusCode).toBe(404)
})

test.each([
  ['br', 'br'],
  ['gzip, br;q=0.1', 'gzip'],
  ['identity', undefined],
])('an asset for %s comes as %s and may be kept for ever', async (accepted, encoding) => {
  const answer = await http.inject({ url: '/assets/app-a1b2.js', headers: { 'accept-encoding': accepted } })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-encoding']).toBe(encoding)
  expect(answer.headers['content-type']).toContain('javascript')
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
})

test('a file without a hash is asked for again, and not sent twice', async () => {
  const first = await http.inject({ url: '/icon.svg' })
  expect(first.headers).toMatchObject({
    'content-type': 'image/svg+xml',
    'cache-control': 'public, max-age=0',
  })
  const headers = { 'if-none-match': String(first.headers.etag) }
  expect((await http.inject({ url: '/icon.svg', headers })).statusCode).toBe(304)
})

test.each([
  '/assets/gone-0000.js',
  '/../web-secret.txt',
  '/assets/..%2f..%2fweb-secret.txt',
  '/%2e%2e/web-secret.txt',
  '/assets/%00.js',
  '/.env.js',
])('%s is not there', async url => {
  const answer = await http.inject({ url, headers: html })
  expect([400, 403, 404]).toContain(answer.statusCode)
  expect(answer.headers['content-type']).toContain('problem+json')
})
