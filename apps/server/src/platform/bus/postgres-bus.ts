import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Bus, BusLog } from './bus.ts'
import { createLocal } from './local.ts'
import { createAssembler, split } from './parts.ts'

const CHANNEL = 'optimwalls_bus'

/**
 * A bus over LISTEN/NOTIFY on one connection of its own, which reconnects by itself. Messages are sent outside any other
 * transaction, because NOTIFY holds a lock on the whole database from COMMIT's start to its end.
 */
export function createPostgresBus(url: string, log: BusLog): Bus {
  const local = createLocal(log)
  const assemble = createAssembler()
  const stopping = new AbortController()
  let client: pg.Client | null = null

  /** Connects and listens; `lost` settles when the connection is gone. */
  async function connect(): Promise<{ lost: Promise<void> }> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'optimwalls bus',
      keepAlive: true,
      pipeline: true,
    })
    const lost = new Promise<void>(resolve => {
      fresh.on('error', () => resolve())
      fresh.on('end', () => resolve())
    })
    fresh.on('notification', message => {
      const text = assemble(message.payload ?? '')
      if (text !== null) local.unpack(text)
    })
    try {
      await fresh.connect()
      await fresh.query(`LISTEN ${CHANNEL}`)
    } catch (error) {
      await fresh.end().catch(() => {})
      throw error
    }
    client = fresh
    return { lost }
  }

  async function stayConnected(first: () => void): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const { lost } = await connect()
        if (failures > 0) log.info('bus: listening to PostgreSQL again')
        first()
        if (failures > 0) local.announceGap()
        failures = 1
        await lost
        client = null
      } catch (error) {
        if (failures++ < 2)
          log.warn({ err: error }, 'bus: PostgreSQL is out of reach; other processes hear of changes late')
        await sleep(Math.min(100 * 2 ** failures, 5000), undefined, { signal: stopping.signal }).catch(
          () => {},
        )
      }
    }
  }

  let running = Promise.resolve()
  const ready = new Promise<void>(resolve => {
    running = stayConnected(resolve)
  })

  return {
    publish(channel, payload) {
      local.deliver(channel, payload, 'here')
      client
        ?.query('SELECT pg_notify($1, part) FROM unnest($2::text[]) AS part', [
          CHANNEL,
          split(local.pack(channel, payload)),
        ])
        .catch((error: unknown) => log.warn({ err: error }, 'bus: a message was not sent'))
    },
    subscribe: local.subscribe,
    onGap: local.onGap,
    ready: () => ready,
    async close() {
      stopping.abort()
      await client?.end().catch(() => {})
      await running
    },
  }
}
