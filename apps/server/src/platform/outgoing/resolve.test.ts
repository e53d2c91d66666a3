import type { LookupAddress } from 'node:dns'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { openNameServer } from '../../../test/name-server.ts'
import { type PostRules, post } from './post.ts'
import { nameResolver } from './resolve.ts'

const RULES: PostRules = { mayBeHttp: true, mayBePrivate: true, timeoutMs: 20_000, mostBytes: 4096 }
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function nameServer(lead: (name: string) => string) {
  const server = await openNameServer(lead)
  closing.push(() => server.close())
  return server
}

test('names that nobody answers for hold up no other', async () => {
  const receiver = createServer((_request, response) => response.end('here'))
  closing.push(() => receiver.close())
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  const names = await nameServer(name => (name.startsWith('slow') ? 'silent' : '127.0.0.1'))
  const resolve = nameResolver({ servers: [names.address], timeoutMs: 15_000 })
  const say = (host: string) =>
    post({ url: `http://${host}:${port}/`, headers: {}, body: '{}' }, { ...RULES, resolve })
  let ended = 0
  const end = () => {
    ended += 1
  }
  for (let n = 0; n < 40; n++) say(`slow${n}.hooks.example`).then(end, end)
  await vi.waitFor(() => expect(new Set(names.asked).size).toBe(40), { interval: 50 })
  expect((await say('good.hooks.example')).body.toString()).toBe('here')
  expect(ended).toBe(0)
})

test('a name that nobody answers for is no name once its time is over', async () => {
  const names = await nameServer(() => 'silent')
  const resolve = nameResolver({ servers: [names.address], timeoutMs: 400 })
  const said = post({ url: 'http://slow.hooks.example/', headers: {}, body: '{}' }, { ...RULES, resolve })
  await expect(said).rejects.toMatchObject({ why: 'name' })
})

test('a name is asked for once by all that wait for it, and anew afterwards', async () => {
  const names = await nameServer(() => '192.0.2.7')
  const resolve = nameResolver({ servers: [names.address] })
  const found = await Promise.all(Array.from({ length: 5 }, () => resolve('hooks.example')))
  expect(found).toEqual(Array(5).fill([{ address: '192.0.2.7', family: 4 }]))
  expect(names.asked).toEqual(['hooks.example'])
  await resolve('hooks.example')
  expect(names.asked).toHaveLength(2)
})

test('what name servers do not know is asked of the system, two at a time; who waits too long gives up', async () => {
  const names = await nameServer(() => 'unknown')
  const answer = new Map<string, (addresses: LookupAddress[]) => void>()
  const askSystem = (name: string) =>
    new Promise<LookupAddress[]>(resolve => {
      answer.set(name, resolve)
    })
  const here = [{ address: '10.0.0.7', family: 4 }]
  const resolve = nameResolver({ servers: [names.address], askSystem, timeoutMs: 1000 })
  const asked = Promise.allSettled(['crm', 'a.intranet.example', 'later'].map(resolve))
  await vi.waitFor(() => expect([...answer.keys()]).toEqual(['crm', 'later']), { interval: 20 })
  expect((await asked).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
  expect(answer.size).toBe(2)
  // The system is done with what nobody waits for any more: its place is free.
  answer.get('crm')?.(here)
  const next = resolve('next')
  await vi.waitFor(() => expect(answer.has('next')).toBe(true), { interval: 20 })
  answer.get('next')?.(here)
  expect(await next).toEqual(here)
})
