import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import Fastify from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { S3Config } from '../config/config.ts'
import { createCrypto } from '../crypto/crypto.ts'
import { createKeyRing } from '../crypto/key-ring.ts'
import { AppError } from '../errors.ts'
import { attachment, registerFileRoutes } from './file-routes.ts'
import { type S3StandIn, startS3StandIn } from './s3-stand-in.ts'
import { createStorage, type Storage } from './storage.ts'

const k1 = randomBytes(32)
const k2 = randomBytes(32)
const hashKey = randomBytes(32)
const crypto = createCrypto(createKeyRing({ activeId: 'k1', byId: new Map([['k1', k1]]), hashKey }))
const rotated = createCrypto(
  createKeyRing({
    activeId: 'k2',
    byId: new Map([
      ['k2', k2],
      ['k1', k1],
    ]),
    hashKey,
  }),
)

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex'),
  Buffer.alloc(5000),
])
const csv = { type: 'text/csv', maxBytes: 10_000_000 }

let dataDir: string
let s3: S3StandIn
beforeAll(async () => {
  s3 = await startS3StandIn('files')
})
afterAll(() => s3.close())
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'storage-'))
  s3.objects.clear()
})
afterEach(() => rmSync(dataDir, { recursive: true }))

function s3Config(): S3Config {
  return {
    endpoint: s3.endpoint,
    region: 'auto',
    bucket: 'files',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
  }
}

const contentOf = (storage: Storage, key: string): Promise<Buffer> => buffer(storage.read(key))

/** Everything that lies on the disk or in the bucket. */
function atRest(): Buffer[] {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return [...files.map(entry => readFileSync(join(entry.parentPath, entry.name))), ...s3.objects.values()]
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.from('name,phone\n'.repeat(1000))
}

describe.each(['disk', 'S3'])('on %s', kind => {
  const open = (with_ = crypto, now?: () => Date) =>
    createStorage({ dataDir, s3: kind === 'S3' ? s3Config() : undefined, crypto: with_, ...(now && { now }) })

  it('keeps a file, sealed, until it is deleted', async () => {
    const storage = open()
    const text = Buffer.from('name,phone\nAsha,+919812345678\n'.repeat(20_000))
    expect(await storage.put('imports/1.csv', text, csv)).toEqual({ bytes: text.length })
    expect(await contentOf(storage, 'imports/1.csv')).toEqual(text)
    expect(atRest()).toHaveLength(1)
    expect(atRest().some(bytes => bytes.includes('9812345678'))).toBe(false)
    await storage.delete('imports/1.csv')
    await storage.delete('imports/1.csv')
    expect(atRest()).toEqual([])
    await expect(contentOf(storage, 'imports/1.csv')).rejects.toMatchObject({ type: 'not-found' })
  })

  it('replaces a file whole, and keeps the old one when the new one is refused', async () => {
    const storage = open()
    await storage.put('a', Buffer.from('one'), csv)
    await storage.put('a', Buffer.from('two'), csv)
    await expect(storage.put('a', PNG, csv)).rejects.toThrow(AppError)
    expect((await contentOf(storage, 'a')).toString()).toBe('two')
    expect(atRest()).toHaveLength(1)
  })

  it('stops at the size limit and keeps nothing', async () => {
    await expect(open().put('a', endless(), { ...csv, maxBytes: 1_000_000 })).rejects.toMatchObject({
      type: 'body-too-large',
    })
    expect(atRest()).toEqual([])
  })

  it('keeps nothing of a stream that breaks off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('name\n'.repeat(50_000))
      throw new Error('connection lost')
    }
    await expect(open().put('a', broken(), csv)).rejects.toThrow('connection lost')
    expect(atRest()).toEqual([])
  })

  it('brings files under a new key', async () => {
    await open().put('a', Buffer.from('one'), csv)
    await open(rotated).put('b', Buffer.from('two'), csv)
    const storage = open(rotated)
    expect(await storage.reseal()).toEqual({ resealed: 1, unreadable: 0 })
    expect(await storage.reseal()).toEqual({ resealed: 0, unreadable: 0 })
    const withoutOld = createCrypto(createKeyRing({ activeId: 'k2', byId: new Map([['k2', k2]]), hashKey }))
    expect((await contentOf(open(withoutOld), 'a')).toString()).toBe('one')
  })
})

describe('the type', () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('name,phone\n'.repeat(500), 'utf16le')])
  const lateNull = Buffer.concat([Buffer.from('a,b\n'.repeat(3000)), Buffer.from([0])])
  it.each([
    ['a CSV', csv.type, Buffer.from('name,phone\n'), true],
    ['an empty file', csv.type, Buffer.alloc(0), true],
    ['a CSV that begins like a bitmap', csv.type, Buffer.from('BMW owner,phone\nAsha,1\n'), true],
    ['a CSV in UTF-16', csv.type, utf16, true],
    ['a picture called CSV', csv.type, PNG, false],
    ['a null byte far behind', csv.type, lateNull, false],
    ['a PNG', 'image/png', PNG, true],
    ['a PNG called JPEG', 'image/jpeg', PNG, false],
    ['a page called PNG', 'image/png', Buffer.from('<script>alert(1)</script>'), false],
  ])('of %s, %s, is checked by content', async (_name, type, content, isTaken) => {
    const put = createStorage({ dataDir, s3: undefined, crypto }).put('a', content, { type, maxBytes: 1e6 })
    if (isTaken) await expect(put).resolves.toEqual({ bytes: content.length })
    else await expect(put).rejects.toMatchObject({ type: 'unsupported-media-type' })
  })
})

it.each(['../a', 'a/../b', '/a', 'a//b', 'a b', '', 'x'.repeat(201)])('refuses the key %j', async key => {
  await expect(createStorage({ dataDir, s3: undefined, crypto }).put(key, PNG, csv)).rejects.toThrow(
    /storage key/,
  )
})

describe('a link', () => {
  let nowMs = Date.parse('2026-01-01T00:00:00Z')
  const app = Fastify()
  let storage: Storage
  const refused: string[] = []
  beforeAll(async () => {
    app.setErrorHandler((error, _request, reply) =>
      reply.status(error instanceof AppError ? error.status : 500).send(),
    )
    registerFileRoutes(
      app,
      {
        ...createStorage({ dataDir: '', s3: undefined, crypto }),
        openLink: token => storage.openLink(token),
        read: key => storage.read(key),
      },
      request => refused.push(request.url),
    )
    await app.ready()
  })
  afterAll(() => app.close())
  beforeEach(() => {
    storage = createStorage({ dataDir, s3: undefined, crypto, now: () => new Date(nowMs) })
  })

  it('gives the file for saving, under its name, until it is too old', async () => {
    const text = 'name,phone\n'.repeat(30_000)
    await storage.put('exports/1.csv', Buffer.from(text), csv)
    const url = storage.link('exports/1.csv', { seconds: 60, fileName: 'Räume "1".csv' })
    expect(url).not.toContain('exports')
    const answer = await app.inject(url)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe(text)
    expect(answer.headers).toMatchObject({
      'content-disposition': `attachment; filename="R_ume _1_.csv"; filename*=UTF-8''R%C3%A4ume%20%221%22.csv`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'application/octet-stream',
    })
    expect(refused).toEqual([])
    nowMs += 60_000
    expect((await app.inject(url)).statusCode).toBe(404)
    expect(refused).toEqual([url])
  })

  it('that is forged, or whose file is gone, is answered with 404', async () => {
    await storage.put('a', Buffer.from('x'), csv)
    const url = storage.link('a', { seconds: 60, fileName: 'a.csv' })
    const forged = `${url.slice(0, 60)}${url[60] === 'A' ? 'B' : 'A'}${url.slice(61)}`
    for (const path of [forged, '/files/', '/files/abc', `/files/${'A'.repeat(3000)}`])
      expect((await app.inject(path)).statusCode).toBe(404)
    await storage.delete('a')
    expect((await app.inject(url)).statusCode).toBe(404)
  })

  it('with a file name that breaks headers is harmless', () => {
    expect(attachment('a\r\nset-cookie: x\ud800.csv')).toMatch(
      /^attachment; filename="[\x20-\x7e]+"; [\x20-\x7e]+$/,
    )
  })
})
