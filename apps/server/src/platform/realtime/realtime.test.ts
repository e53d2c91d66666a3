import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Bus, createBus } from '../bus/bus.ts'
import { createEvents, type Events, publish } from '../events/events.ts'
import { quiet, testDatabase } from '../events/test-database.ts'
import { createRealtime, type Limits, type Presenter, type Realtime } from './realtime.ts'

/** A process of its own: everything but the database and the bus's transport. */
interface Node {
  origin: string
  realtime: Realtime
  close(): Promise<void>
}

interface Person {
  userId: number
  sessionId: number
  rooms: string[]
}

let server: Awaited<ReturnType<typeof testDatabase>>
const people = new Map<string, Person>()
const nodes: Node[] = []
const sockets: Socket[] = []

beforeAll(async () => {
  server = await testDatabase(30)
  await server.database.rows(
    'CREATE TABLE things (id int PRIMARY KEY, owner int, rev int DEFAULT 1, deleted bool DEFAULT false)',
  )
})
afterAll(() => server.close())
beforeEach(async () => {
  people.clear()
  people.set('asha', { userId: 1, sessionId: 11, rooms: ['things:all'] })
  people.set('ben', { userId: 2, sessionId: 22, rooms: ['things:owner:2'] })
  people.set('chris', { userId: 3, sessionId: 33, rooms: ['things:owner:3'] })
  await server.database.rows('TRUNCATE things')
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect()
  await Promise.all(nodes.splice(0).map(node => node.close()))
})

/** Shows a thing to its owner and to those who see all; reads the row after the event. */
const presenter: Presenter = {
  names: ['thing.changed'],
  async present(events) {
    const ids = events.map(event => event.data.id)
    const rows = await server.database.rows<{ id: number; owner: number; rev: number; deleted: boolean }>(
      'SELECT * FROM things WHERE id = ANY($1)',
      [ids],
    )
    return events.map(event => {
      const row = rows.find(each => each.id === event.data.id)
      const body = { id: event.data.id, row_rev: row?.rev ?? 0 }
      const before = ['things:all', `things:owner:${event.data.before}`]
      const rooms = !row || row.deleted ? [] : ['things:all', `things:owner:${row.owner}`]
      return {
        rooms,
        message: { name: 'lead', body },
        gone: { rooms: before, message: { name: 'gone', body } },
      }
    })
  },
}

async function startNode(options: { limits?: Partial<Limits>; bus?: Bus } = {}): Promise<Node> {
  const http: Server = createServer((_request, response) => response.end('the API'))
  const bus = options.bus ?? createBus({ databaseUrl: server.url, log: quiet })
  const events: Events = createEvents({ database: server.database, bus, log: quiet })
  const realtime = createRealtime({ bus, tail: events.tail, log: quiet })
  realtime.addPresenter(presenter)
  http.listen(0, '127.0.0.1')
  await Promise.all([once(http, 'listening'), bus.ready()])
  const address = http.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const attached = realtime.attach<Person>({
    server: http,
    authenticate: async headers => people.get(headers.cookie ?? '') ?? null,
    roomsOf: person => person.rooms,
    isTrustedOrigin: each => each === origin,
    limits: options.limits ?? {},
  })
  const node = {
    origin,
    realtime,
    async close() {
      await attached.close()
      await events.stop()
      await bus.close()
      http.close()
    },
  }
  nodes.push(node)
  return node
}

/** Opens a socket with this cookie and records all it hears. */
async function connect(node: Node, cookie: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
  const socket = io(node.origin, {
    extraHeaders: { cookie },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  })
  sockets.push(socket)
  const heard: [string, Record<string, unknown>][] = []
  socket.onAny((name, body) => heard.push([name, body]))
  const isReady = (message: [string, unknown] | undefined) => message?.[0] === 'ready'
  await vi.waitFor(() => expect(heard.some(isReady)).toBe(true), { timeout: 3000, interval: 5 })
  const [ready] = heard.splice(heard.findIndex(isReady), 1)
  const cursor = String(ready?.[1].cursor)
  return { socket, heard, cursor, names: () => heard.map(([name]) => name) }
}

async function refusal(node: Node, options: Partial<ManagerOptions & SocketOptions>): Promise<string> {
  const socket = io(node.origin, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  })
  sockets.push(socket)
  return new Promise(resolve => {
    socket.on('connect_error', error => resolve(error.message))
    socket.on('connect', () => resolve('connected'))
  })
}

/** Writes a thing and the event of it in one transaction. */
function change(id: number, owner: number, { deleted = false, before = 0, holdMs = 0 } = {}) {
  return server.database.inTransaction(async tx => {
    await tx.rows(
      `INSERT INTO things VALUES ($1, $2, 1, $3)
       ON CONFLICT (id) DO UPDATE SET owner = $2, deleted = $3, rev = things.rev + 1`,
      [id, owner, deleted],
    )
    publish(tx, { name: 'thing.changed', data: { id, before } })
    await sleep(holdMs)
  })
}

describe('connecting', () => {
  test('needs a session, an origin of ours, and room', async () => {
    const node = await startNode({ limits: { connections: 3, connectionsPerUser: 2 } })
    expect(await refusal(node, {})).toBe('not-signed-in')
    expect(
      await refusal(node, { extraHeaders: { cookie: 'asha', origin: 'https://evil.example' } }),
    ).not.toBe('connected')
    expect(
      await refusal(node, { extraHeaders: { cookie: 'asha', 'sec-fetch-site': 'cross-site' } }),
    ).not.toBe('connected')
    await connect(node, 'asha', { extraHeaders: { cookie: 'asha', origin: node.origin } })
    await connect(node, 'asha', { transports: ['polling'] })
    expect(await refusal(node, { extraHeaders: { cookie: 'asha' } })).toBe('too-many-connections')
    await sleep(50)
    await connect(node, 'ben')
    expect(await refusal(node, { extraHeaders: { cookie: 'chris' } })).not.toBe('connected')
  })

  test('the API still answers beside it', async () => {
    const node = await startNode()
    expect(await (await fetch(node.origin)).text()).toBe('the API')
  })

  test('one that sends too much or too often is closed', async () => {
    const node = await startNode({ limits: { messagesPer10s: 5, messageBytes: 2000 } })
    const big = await connect(node, 'asha')
    big.socket.emit('catch-up', { cursor: 'x'.repeat(3000) })
    const often = await connect(node, 'asha')
    for (let i = 0; i < 10; i++) often.socket.emit('nonsense', i)
    await vi.waitFor(() => expect([big.socket.connected, often.socket.connected]).toEqual([false, false]))
  })
})

describe('frames', () => {
  test('reach each socket in any of the rooms once, in every process, and nobody else', async () => {
    people.set('dana', { userId: 4, sessionId: 44, rooms: ['things:all', 'things:owner:2'] })
    const [one, two] = [await startNode(), await startNode()]
    const [asha, ben, chris, dana] = await Promise.all([
      connect(one, 'asha'),
      connect(two, 'ben'),
      connect(two, 'chris'),
      connect(two, 'dana', { transports: ['polling'] }),
    ])
    await change(7, 2)
    for (const page of [asha, ben, dana]) {
      await vi.waitFor(() =>
        expect(page.heard).toEqual([['lead', { id: 7, row_rev: 1, cursor: expect.any(String) }]]),
      )
    }
    await sleep(50)
    expect([asha, ben, chris, dana].map(page => page.heard.length)).toEqual([1, 1, 0, 1])
  })

  test('whoever loses a record hears gone; whoever keeps it does not', async () => {
    const node = await startNode()
    const [asha, ben, chris] = [
      await connect(node, 'asha'),
      await connect(node, 'ben'),
      await connect(node, 'chris'),
    ]
    await change(7, 2)
    await change(7, 3, { before: 2 })
    await vi.waitFor(() =>
      expect(ben.heard.at(-1)).toEqual(['gone', { id: 7, row_rev: 2, cursor: expect.any(String) }]),
    )
    await vi.waitFor(() => expect(chris.names()).toEqual(['lead']))
    await change(7, 3, { before: 3, deleted: true })
    await vi.waitFor(() => expect(chris.names()).toEqual(['lead', 'gone']))
    await vi.waitFor(() => expect(asha.names()).toEqual(['lead', 'lead', 'gone']))
  })

  test('a page that was away catches up on what it may see, a late commit included', async () => {
    const node = await startNode()
    const before = await connect(node, 'ben')
    const slow = change(1, 2, { holdMs: 300 })
    await sleep(50)
    await change(2, 2)
    await vi.waitFor(() => expect(before.heard).toHaveLength(1))
    before.socket.disconnect()
    await slow
    await change(3, 3)
    await change(4, 2)
    const after = await connect(node, 'ben')
    const answer = await after.socket.emitWithAck('catch-up', { cursor: before.heard[0]?.[1].cursor })
    const ids = answer.events.map((event: { body: { id: number } }) => event.body.id)
    expect(new Set(ids)).toEqual(new Set([1, 2, 4]))
    expect(await after.socket.emitWithAck('catch-up', { cursor: answer.cursor })).toMatchObject({
      events: [],
    })
    expect(await after.socket.emitWithAck('catch-up', { cursor: 'nonsense' })).toMatchObject({ reload: true })
  })

  test('more than can be sent one by one becomes one reload', async () => {
    const node = await startNode()
    const asha = await connect(node, 'asha')
    await server.database.inTransaction(async tx => {
      for (let id = 0; id < 600; id++) publish(tx, { name: 'thing.changed', data: { id } })
    })
    await vi.waitFor(() => expect(asha.names()).toEqual(['reload']))
    expect(await asha.socket.emitWithAck('catch-up', { cursor: asha.cursor })).toMatchObject({ reload: true })
  })

  test('under many writers a page ends with the newest revision of each record', async () => {
    const node = await startNode()
    const asha = await connect(node, 'asha')
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; i < 20; i++) await change((writer * 3 + i) % 5, 2, { holdMs: Math.random() * 5 })
      }),
    )
    const rows = await server.database.rows<{ id: number; rev: number }>(
      'SELECT id, rev FROM things ORDER BY id',
    )
    await vi.waitFor(() => {
      const page = new Map<unknown, number>()
      for (const [, body] of asha.heard)
        page.set(body.id, Math.max(page.get(body.id) ?? 0, Number(body.row_rev)))
      expect(rows.map(row => page.get(row.id))).toEqual(rows.map(row => row.rev))
    })
    await vi.waitFor(() => expect(asha.heard).toHaveLength(160))
  })

  test('messages that are no events reach rooms and people in every process', async () => {
    const [one, two] = [await startNode(), await startNode()]
    const ben = await connect(two, 'ben')
    one.realtime.emitToUser(2, { name: 'import', body: { id: 5 } })
    one.realtime.emitTo(['things:owner:2', 'user:2'], { name: 'import', body: { id: 6 } })
    one.realtime.emitTo([], { name: 'import', body: { id: 7 } })
    await vi.waitFor(() => expect(ben.heard).toHaveLength(2))
    await sleep(50)
    expect(ben.heard.map(([, body]) => body.id)).toEqual([5, 6])
  })
})

describe('rights', () => {
  test('a session that ends closes its sockets at once in every process, and no other', async () => {
    const [one, two] = [await startNode(), await startNode()]
    const [here, there, other] = [
      await connect(one, 'ben'),
      await connect(two, 'ben'),
      await connect(two, 'chris'),
    ]
    people.delete('ben')
    two.realtime.endSession(22)
    await vi.waitFor(() => expect([here.socket.connected, there.socket.connected]).toEqual([false, false]), {
      timeout: 1000,
    })
    expect([here.names(), there.names()]).toEqual([['signed-out'], ['signed-out']])
    expect(other.socket.connected).toBe(true)
    expect(await refusal(one, { extraHeaders: { cookie: 'ben' } })).toBe('not-signed-in')
  })

  test('a session that ended unannounced dies at the next check, without any request', async () => {
    const node = await startNode({ limits: { recheckMs: 100 } })
    const [ben, chris] = [await connect(node, 'ben'), await connect(node, 'chris')]
    people.delete('ben')
    await vi.waitFor(() => expect(ben.socket.connected).toBe(false), { timeout: 1000 })
    expect(ben.names()).toEqual(['signed-out'])
    expect([chris.socket.connected, chris.names()]).toEqual([true, []])
  })

  test('changed rights change the rooms of open sockets, and the page is told', async () => {
    const [one, two] = [await startNode(), await startNode()]
    const ben = await connect(two, 'ben')
    people.set('ben', { userId: 2, sessionId: 22, rooms: ['things:owner:3'] })
    one.realtime.refreshAccess([2])
    await vi.waitFor(() => expect(ben.names()).toEqual(['access']))
    await change(8, 2)
    await change(9, 3)
    await vi.waitFor(() => expect(ben.heard.at(-1)?.[1]).toMatchObject({ id: 9 }))
    expect(ben.names()).toEqual(['access', 'lead'])
  })

  test('a change announced while a socket is signing in is not missed', async () => {
    const node = await startNode()
    const person = people.get('ben') as Person
    const get = vi.spyOn(people, 'get').mockImplementationOnce(() => {
      // Rights are read here, and change before the socket has entered.
      queueMicrotask(() => {
        people.set('ben', { ...person, rooms: ['things:owner:3'] })
        node.realtime.refreshAccess('all')
      })
      return person
    })
    const ben = await connect(node, 'ben')
    await vi.waitFor(() => expect(ben.names()).toEqual(['access']))
    await change(8, 2)
    await change(9, 3)
    await vi.waitFor(() => expect(ben.heard.at(-1)?.[1]).toMatchObject({ id: 9 }))
    expect(ben.heard).toHaveLength(2)
    get.mockRestore()
  })
})
