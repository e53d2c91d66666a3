import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { quiet, type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { type Bus, createBus } from './bus.ts'

let server: TestDatabase
let redis: { url: string; restart(): Promise<void>; stop(): Promise<void> } | null
const open: Bus[] = []

beforeAll(async () => {
  server = await testDatabase()
  redis = await startRedis()
})
afterEach(() => Promise.all(open.splice(0).map(bus => bus.close())))
afterAll(async () => {
  await redis?.stop()
  await server.close()
})

/** Two buses as two processes would have them: they share the transport and nothing else. */
async function pair(options: { redisUrl?: string; databaseUrl?: string }): Promise<[Bus, Bus]> {
  const make = () => createBus({ ...options, log: quiet })
  const buses: [Bus, Bus] = [make(), make()]
  open.push(...buses)
  await Promise.all(buses.map(bus => bus.ready()))
  return buses
}

test('alone, a message reaches subscribers at once, and one that fails does not stop the others', () => {
  const bus = createBus({ log: quiet })
  const heard: unknown[] = []
  bus.subscribe('a', () => {
    throw new Error('no')
  })
  const end = bus.subscribe('a', (payload, origin) => heard.push([payload, origin]))
  bus.publish('a', { n: 1 })
  bus.publish('b', { n: 2 })
  end()
  bus.publish('a', { n: 3 })
  expect(heard).toEqual([[{ n: 1 }, 'here']])
})

for (const kind of ['postgres', 'redis'] as const) {
  describe(kind, () => {
    const transport = () => (kind === 'redis' ? { redisUrl: redis?.url ?? '' } : { databaseUrl: server.url })

    test('a message reaches both processes once each, whatever its size and signs', async context => {
      if (kind === 'redis' && !redis) return context.skip('no redis-server')
      const [a, b] = await pair(transport())
      const heard: unknown[] = []
      a.subscribe('x', (payload, origin) => heard.push(['a', payload, origin]))
      b.subscribe('x', (payload, origin) => heard.push(['b', payload, origin]))
      const payloads = [null, { text: "it's ₹ and \\ 😀" }, { long: 'ünï'.repeat(20_000) }, 7]
      for (const payload of payloads) a.publish('x', payload)
      await vi.waitFor(() => expect(heard).toHaveLength(8))
      expect(heard).toEqual([
        ...payloads.map(payload => ['a', payload, 'here']),
        ...payloads.map(payload => ['b', payload, 'elsewhere']),
      ])
    })

    test('a lost connection comes back by itself and says that messages may have been missed', async context => {
      if (kind === 'redis' && !redis) return context.skip('no redis-server')
      const [a, b] = await pair(transport())
      const gap = vi.fn()
      const heard: unknown[] = []
      b.onGap(gap)
      b.subscribe('x', payload => heard.push(payload))
      if (kind === 'redis') await redis?.restart()
      else
        await server.database.rows(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'optimwalls bus' AND datname = current_database()",
        )
      await vi.waitFor(() => expect(gap).toHaveBeenCalled())
      await vi.waitFor(
        () => {
          a.publish('x', 'again')
          expect(heard).toContain('again')
        },
        { interval: 100 },
      )
    })
  })
}

async function startRedis() {
  const port = await freePort()
  const start = async (): Promise<ChildProcess | null> => {
    const child = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'])
    const outcome = await Promise.race([
      once(child, 'error').then(() => null),
      new Promise<ChildProcess>(resolve => {
        child.stdout.on('data', text => String(text).includes('Ready to accept') && resolve(child))
      }),
    ])
    return outcome
  }
  let child = await start()
  if (!child) return null
  const stop = async () => {
    const gone = child && once(child, 'exit')
    child?.kill()
    await gone
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async restart() {
      await stop()
      child = await start()
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}
