import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryBus } from '../bus/memory-bus.ts'
import { createRedisBus } from '../bus/redis-bus.ts'
import { type Cache, createCache } from './cache.ts'
import { cacheMetrics } from './cache-metrics.ts'

const log = { info() {}, warn() {}, error() {} }

function memoryCache(maxEntries?: number): Cache {
  return createCache({ bus: createMemoryBus(log), log, ...(maxEntries && { maxEntries }) })
}

describe('in memory', () => {
  it('keeps a value for its time and counts hits and misses', async () => {
    const cache = memoryCache()
    expect(await cache.get('g', 'a')).toBeUndefined()
    await cache.set('g', 'a', { n: 1 }, 60_000)
    expect(await cache.get('g', 'a')).toEqual({ n: 1 })
    expect(cache.stats).toEqual({ hits: 1, misses: 1 })
    await cache.set('g', 'a', { n: 1 }, 60)
    await expect.poll(() => cache.get('g', 'a')).toBeUndefined()
  })

  it('shows hits and misses in the metrics', async () => {
    const cache = memoryCache()
    const registry = new Registry()
    cacheMetrics(cache)(registry)
    await cache.get('g', 'a')
    await registry.metrics()
    expect(await registry.metrics()).toContain('cache_reads_total{result="miss"} 1')
  })

  it('loads once for all who ask at the same time', async () => {
    const cache = memoryCache()
    let loads = 0
    const load = async () => {
      loads++
      await sleep(20)
      return loads
    }
    const values = await Promise.all(Array.from({ length: 100 }, () => cache.wrap('g', 'a', 1000, load)))
    expect(loads).toBe(1)
    expect(new Set(values)).toEqual(new Set([1]))
    expect(await cache.wrap('g', 'a', 1000, load)).toBe(1)
  })

  it('keeps falsy values and no errors', async () => {
    const cache = memoryCache()
    await expect(cache.wrap('g', 'a', 1000, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await cache.wrap('g', 'a', 1000, async () => 0)).toBe(0)
    expect(await cache.wrap('g', 'a', 1000, async () => 1)).toBe(0)
  })

  it('drops one group and leaves the others', async () => {
    const cache = memoryCache()
    await cache.set('g', 'a', 1, 1000)
    await cache.set('other', 'a', 2, 1000)
    await cache.drop('g')
    expect(await cache.get('g', 'a')).toBeUndefined()
    expect(await cache.get('other', 'a')).toBe(2)
  })

  it('does not keep what was loaded before the group was dropped', async () => {
    const cache = memoryCache()
    const slow = cache.wrap('g', 'a', 1000, async () => {
      await sleep(30)
      return 'old'
    })
    await sleep(5)
    await cache.drop('g')
    expect(await slow).toBe('old')
    expect(await cache.wrap('g', 'a', 1000, async () => 'new')).toBe('new')
  })

  it('holds no more than it may', async () => {
    const cache = memoryCache(10)
    for (let n = 0; n < 50; n++) await cache.set('g', String(n), n, 1000)
    expect(await cache.get('g', '0')).toBeUndefined()
    expect(await cache.get('g', '49')).toBe(49)
  })
})

const redisServer = findRedisServer()

describe.skipIf(!redisServer)(
  redisServer ? 'with Redis' : 'with Redis (no redis-server on this machine)',
  () => {
    let port: number
    let server: ChildProcess
    const dir = mkdtempSync(join(tmpdir(), 'cache-redis-'))
    const closing: (() => Promise<void>)[] = []

    async function startRedis(): Promise<void> {
      server = spawn(String(redisServer), [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'yes',
        '--dir',
        dir,
      ])
      for await (const chunk of server.stdout ?? []) if (String(chunk).includes('Ready to accept')) return
    }

    async function stopRedis(): Promise<void> {
      server.kill()
      await once(server, 'exit')
    }

    /** As another process would have it: its own connections and memory. */
    async function processCache(): Promise<Cache> {
      const redisUrl = `redis://127.0.0.1:${port}`
      const bus = createRedisBus(redisUrl, log)
      await bus.ready()
      const cache = createCache({ bus, log, redisUrl })
      closing.push(async () => {
        await cache.close()
        await bus.close()
      })
      await expect.poll(() => cache.wrap('warm', String(Math.random()), 1000, async () => 1)).toBe(1)
      await sleep(100)
      return cache
    }

    beforeAll(async () => {
      port = await freePort()
      await startRedis()
    })
    afterAll(async () => {
      for (const close of closing) await close()
      await stopRedis()
      rmSync(dir, { recursive: true })
    })

    it('shares values between processes and drops them in all', async () => {
      const [here, there] = [await processCache(), await processCache()]
      expect(await here.wrap('g', 'a', 60_000, async () => ({ made: 'here' }))).toEqual({ made: 'here' })
      expect(await there.wrap('g', 'a', 60_000, async () => ({ made: 'there' }))).toEqual({ made: 'here' })
      await here.drop('g')
      expect(await here.get('g', 'a')).toBeUndefined()
      await expect.poll(() => there.get('g', 'a')).toBeUndefined()
      expect(await there.wrap('g', 'a', 60_000, async () => ({ made: 'again' }))).toEqual({ made: 'again' })
      expect(await here.get('g', 'a')).toEqual({ made: 'again' })
    })

    it('works on while Redis is away, and makes up for what was dropped meanwhile', async () => {
      const [here, there] = [await processCache(), await processCache()]
      await here.set('g2', 'a', 'old', 60_000)
      expect(await there.get('g2', 'a')).toBe('old')
      await stopRedis()
      expect(await here.get('g2', 'a')).toBe('old')
      await here.drop('g2')
      expect(await here.wrap('g2', 'a', 60_000, async () => 'new')).toBe('new')
      await startRedis()
      await expect.poll(() => there.get('g2', 'a')).not.toBe('old')
    })
  },
)

function findRedisServer(): string | undefined {
  try {
    return execFileSync('which', ['redis-server'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
