import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { quiet, type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { type Bus, createBus } from '../bus/bus.ts'
import { createEvents, type Events, publish } from '../events/events.ts'
import { createRealtime, type Limits, type Presenter, type Realtime } from './realtime.ts'

/** A process of its own: everything but the database and the bus's transport. */
export interface Node {
  origin: string
  realtime: Realtime
  close(): Promise<void>
}

export interface Person {
  userId: number
  sessionId: number
  name: string
  rooms: string[]
}

export let server: TestDatabase
/** Who is signed in, by cookie. */
export const people = new Map<string, Person>()
const nodes: Node[] = []
const sockets: Socket[] = []

/** Sets up a database, three people and nothing else for the tests of a file. */
export function setStage(): void {
  beforeAll(async () => {
    server = await testDatabase({ max: 30 })
    await server.database.rows(
      'CREATE TABLE things (id int PRIMARY KEY, owner int, rev int DEFAULT 1, deleted bool DEFAULT false)',
    )
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    people.clear()
    people.set('asha', { userId: 1, sessionId: 11, name: 'Asha', rooms: ['things:all'] })
    people.set('ben', { userId: 2, sessionId: 22, name: 'Ben', rooms: ['things:owner:2'] })
    people.set('chris', { userId: 3, sessionId: 33, name: 'Chris', rooms: ['things:owner:3'] })
    await server.database.rows('TRUNCATE things, events')
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.disconnect()
    await Promise.all(nodes.splice(0).map(node => node.close()))
  })
}

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
        topic: `thing:${Number(event.data.id)}` as const,
      }
    })
  },
}

/** A thing is a place for its owner and for those who see all. */
async function mayBeAt({ rooms }: Person, id: number): Promise<boolean> {
  const [row] = await server.database.rows<{ owner: number }>(
    'SELECT owner FROM things WHERE id = $1 AND NOT deleted',
    [id],
  )
  return row !== undefined && (rooms.includes('things:all') || rooms.includes(`things:owner:${row.owner}`))
}

export async function startNode(options: { limits?: Partial<Limits>; bus?: Bus } = {}): Promise<Node> {
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
    topics: { thing: mayBeAt },
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
export async function connect(
  node: Node,
  cookie: string,
  options: Partial<ManagerOptions & SocketOptions> = {},
) {
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
  await vi.waitFor(() => expect(heard.some(isReady)).toBe(true), { interval: 5 })
  const [ready] = heard.splice(heard.findIndex(isReady), 1)
  const cursor = String(ready?.[1].cursor)
  return { socket, heard, cursor, names: () => heard.map(([name]) => name) }
}

export async function refusal(node: Node, options: Partial<ManagerOptions & SocketOptions>): Promise<string> {
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

interface ChangeOptions {
  deleted?: boolean
  /** Who had it. */
  before?: number
  holdMs?: number
  /** Is told when all is written; the commit waits for its answer. */
  written?: () => Promise<void>
}

/** Writes a thing and the event of it in one transaction. */
export function change(
  id: number,
  owner: number,
  { deleted = false, before = 0, holdMs = 0, written }: ChangeOptions = {},
) {
  return server.database.inTransaction(async tx => {
    await tx.rows(
      `INSERT INTO things VALUES ($1, $2, 1, $3)
       ON CONFLICT (id) DO UPDATE SET owner = $2, deleted = $3, rev = things.rev + 1`,
      [id, owner, deleted],
    )
    publish(tx, { name: 'thing.changed', data: { id, before } })
    await sleep(holdMs)
    await written?.()
  })
}
