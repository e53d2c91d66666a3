import { once } from 'node:events'
import { createServer, connect as dial, type Socket as TcpSocket } from 'node:net'
import type { JoinAnswer, PresenceFrame, PresenceState } from '@optimwalls/contract'
import { describe, expect, test, vi } from 'vitest'
import { quiet } from '../../../../test/test-database.ts'
import { type Bus, createBus } from '../../bus/bus.ts'
import { change, connect, type Node, people, server, setStage, startNode } from '../test-pages.ts'

setStage()

const PATIENCE = { interval: 5 }

type Page = Awaited<ReturnType<typeof connect>>

const join = (page: Page, topic: string, doing?: unknown): Promise<JoinAnswer> =>
  page.socket.timeout(60_000).emitWithAck('join', { topic, doing })

const framesOf = (page: Page) =>
  page.heard.flatMap(([name, body]) => (name === 'presence' ? [body as unknown as PresenceFrame] : []))

/** Waits until this is what the page was told last: who is there and what they do. */
const sees = (page: Page, expected: Record<string, PresenceState[]>) =>
  vi.waitFor(() => {
    const people = framesOf(page).at(-1)?.people ?? []
    expect(Object.fromEntries(people.map(({ name, doing }) => [name, doing]))).toEqual(expected)
  }, PATIENCE)

describe('who is at a topic', () => {
  test('everybody there is told, in every process; several tabs of one person are one', async () => {
    await change(7, 2)
    const [one, two] = [await startNode(), await startNode()]
    const [asha, ben, again] = [
      await connect(one, 'asha'),
      await connect(two, 'ben'),
      await connect(one, 'ben'),
    ]
    expect(await join(asha, 'thing:7')).toEqual({ here: true })
    await sees(asha, { Asha: [] })
    expect(await join(ben, 'thing:7', { field: 'budget' })).toEqual({ here: true })
    expect(await join(again, 'thing:7')).toEqual({ here: true })
    for (const page of [asha, ben, again]) await sees(page, { Asha: [], Ben: [{ field: 'budget' }] })
    expect(framesOf(asha).at(-1)).toMatchObject({ topic: 'thing:7', people: [{ id: 1 }, { id: 2 }], more: 0 })

    again.socket.emit('doing', { topic: 'thing:7', doing: { dragging: 12 } })
    await sees(asha, { Asha: [], Ben: [{ field: 'budget' }, { dragging: 12 }] })
    ben.socket.disconnect()
    await sees(asha, { Asha: [], Ben: [{ dragging: 12 }] })
    again.socket.emit('leave', { topic: 'thing:7' })
    await sees(asha, { Asha: [] })
  })

  test('a topic out of reach is answered as one that does not exist, and nothing is told of it', async () => {
    await change(7, 2)
    const node = await startNode()
    const [ben, chris] = [await connect(node, 'ben'), await connect(node, 'chris')]
    await join(ben, 'thing:7')
    for (const topic of [
      'thing:7',
      'thing:8',
      'nothing:7',
      'constructor:7',
      'thing:0',
      'thing:99999999999',
      'thing',
    ])
      expect(await join(chris, topic)).toEqual({ here: false })
    chris.socket.emit('doing', { topic: 'thing:7', doing: { field: 'x' } })
    ben.socket.emit('doing', { topic: 'thing:7', doing: { field: 'budget' } })
    await sees(ben, { Ben: [{ field: 'budget' }] })
    expect(chris.heard).toEqual([])
  })

  test('what does not fit is refused: words somebody typed, too much, another shape', async () => {
    await change(7, 2)
    const node = await startNode()
    const ben = await connect(node, 'ben')
    const many = Object.fromEntries('abcde'.split('').map(name => [name, 1]))
    for (const doing of [
      { field: 'ben@example.com' },
      { field: 'x'.repeat(41) },
      { 'Not A Name': 1 },
      { field: { deep: 1 } },
      { field: Number.NaN },
      ['budget'],
      null,
      many,
    ])
      expect(await join(ben, 'thing:7', doing), JSON.stringify(doing)).toEqual({ here: false })
    for (const request of [null, 7, 'thing:7', {}, { topic: 7 }])
      expect(await ben.socket.timeout(60_000).emitWithAck('join', request)).toEqual({ here: false })
    ben.socket.emit('join', { topic: 'thing:7' })
    ben.socket.emit('leave', 'nonsense')
    expect(await join(ben, 'thing:7')).toEqual({ here: true })
  })

  test('one page may be at twenty topics', async () => {
    await Promise.all(Array.from({ length: 21 }, (_, i) => change(i + 1, 2)))
    const node = await startNode()
    const ben = await connect(node, 'ben')
    const answers = []
    for (let id = 1; id <= 21; id++) answers.push((await join(ben, `thing:${id}`)).here)
    expect(answers).toEqual([...Array(20).fill(true), false])
  })

  test('a burst is told as one', async () => {
    await change(7, 2)
    const node = await startNode()
    const [asha, ben] = [await connect(node, 'asha'), await connect(node, 'ben')]
    await join(asha, 'thing:7')
    await join(ben, 'thing:7')
    await sees(asha, { Asha: [], Ben: [] })
    const before = framesOf(asha).length
    for (let i = 1; i <= 50; i++) ben.socket.emit('doing', { topic: 'thing:7', doing: { dragging: i } })
    await sees(asha, { Asha: [], Ben: [{ dragging: 50 }] })
    expect(framesOf(asha).length - before).toBeLessThan(50)
  })
})

describe('who is judged again', () => {
  test('when the record leaves their reach', async () => {
    await change(7, 2)
    const node = await startNode()
    const [asha, ben] = [await connect(node, 'asha'), await connect(node, 'ben')]
    await join(asha, 'thing:7')
    await join(ben, 'thing:7')
    await sees(asha, { Asha: [], Ben: [] })
    await change(7, 3, { before: 2 })
    await sees(asha, { Asha: [] })
    await vi.waitFor(() => expect(ben.heard.at(-1)).toEqual(['left', { topic: 'thing:7' }]), PATIENCE)
    const heard = ben.heard.length
    asha.socket.emit('doing', { topic: 'thing:7', doing: { field: 'budget' } })
    await sees(asha, { Asha: [{ field: 'budget' }] })
    expect(ben.heard).toHaveLength(heard)
  })

  test('when it leaves at the moment of joining', async () => {
    await change(7, 2)
    const node = await startNode()
    const [asha, ben] = [await connect(node, 'asha'), await connect(node, 'ben')]
    await join(asha, 'thing:7')
    const moved = change(7, 3, { before: 2, holdMs: 20 })
    await Promise.all([join(ben, 'thing:7'), moved])
    await vi.waitFor(async () => expect(await join(ben, 'thing:7')).toEqual({ here: false }), PATIENCE)
    await sees(asha, { Asha: [] })
  })

  test('when rights change, and when the session ends', async () => {
    await change(7, 2)
    const [one, two] = [await startNode(), await startNode()]
    const [asha, ben, tab] = [
      await connect(one, 'asha'),
      await connect(two, 'ben'),
      await connect(two, 'ben'),
    ]
    await join(asha, 'thing:7')
    await join(ben, 'thing:7')
    people.set('ben', { userId: 2, sessionId: 22, name: 'Ben', rooms: [] })
    await sees(asha, { Asha: [], Ben: [] })
    one.realtime.refreshAccess([2])
    await sees(asha, { Asha: [] })
    people.set('ben', { userId: 2, sessionId: 22, name: 'Benjamin', rooms: ['things:owner:2'] })
    expect(await join(tab, 'thing:7')).toEqual({ here: true })
    await sees(asha, { Asha: [], Benjamin: [] })
    one.realtime.endSession(22)
    await sees(asha, { Asha: [] })
  })
})

describe('nobody stays behind', () => {
  /** A bus that can be cut off like the process it belongs to. */
  function cuttable(): { bus: Bus; cut(): void } {
    const bus = createBus({ databaseUrl: server.url, log: quiet })
    let isCut = false
    return {
      bus: { ...bus, publish: (channel, payload) => !isCut && bus.publish(channel, payload) },
      cut: () => {
        isCut = true
      },
    }
  }

  test('when a process is killed', async () => {
    await change(7, 2)
    const { bus, cut } = cuttable()
    const one = await startNode({ limits: { beatMs: 50 } })
    const two = await startNode({ limits: { beatMs: 50 }, bus })
    const [asha, ben] = [await connect(one, 'asha'), await connect(two, 'ben')]
    await join(asha, 'thing:7')
    await join(ben, 'thing:7')
    await sees(asha, { Asha: [], Ben: [] })
    cut()
    await sees(asha, { Asha: [] })
  })

  test('when words between processes were lost, also of those who came before a process started', async () => {
    await change(7, 2)
    const bus = createBus({ databaseUrl: server.url, log: quiet })
    const lossy: Bus = { ...bus }
    let toLose = 1
    lossy.publish = (channel, payload) => {
      const isLost = channel === 'presence' && (payload as { kind: string }).kind === 'at' && toLose-- > 0
      if (!isLost) bus.publish(channel, payload)
    }
    const two = await startNode({ limits: { beatMs: 50 }, bus: lossy })
    const ben = await connect(two, 'ben')
    await join(ben, 'thing:7')
    const one = await startNode({ limits: { beatMs: 50 } })
    const asha = await connect(one, 'asha')
    await join(asha, 'thing:7')
    await sees(asha, { Asha: [], Ben: [] })
    toLose = 1
    ben.socket.emit('doing', { topic: 'thing:7', doing: { field: 'name' } })
    await sees(asha, { Asha: [], Ben: [{ field: 'name' }] })
  })

  test('when a process ends orderly', async () => {
    await change(7, 2)
    const [one, two] = [await startNode(), await startNode()]
    const [asha, ben] = [await connect(one, 'asha'), await connect(two, 'ben')]
    await join(asha, 'thing:7')
    await join(ben, 'thing:7')
    await sees(asha, { Asha: [], Ben: [] })
    await two.close()
    await sees(asha, { Asha: [] })
  })

  test('when a laptop is closed: its connection stays open and says nothing more', async () => {
    await change(7, 2)
    const node = await startNode({ limits: { pingMs: 50, pongMs: 100 } })
    const asha = await connect(node, 'asha')
    await join(asha, 'thing:7')
    const laptop = await openLaptop(node)
    const ben = await connect({ ...node, origin: laptop.origin }, 'ben')
    await join(ben, 'thing:7')
    await sees(asha, { Asha: [], Ben: [] })
    laptop.close()
    await sees(asha, { Asha: [] })
    laptop.end()
  })
})

/** A wire to a process that can go dead without being cut. */
async function openLaptop(node: Node) {
  const pairs: [TcpSocket, TcpSocket][] = []
  const wire = createServer(page => {
    const away = dial(Number(new URL(node.origin).port), '127.0.0.1')
    page.pipe(away).pipe(page)
    for (const end of [page, away]) end.on('error', () => {})
    pairs.push([page, away])
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  const address = wire.address()
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    close() {
      for (const [page, away] of pairs) {
        page.unpipe(away)
        away.unpipe(page)
      }
    },
    end() {
      for (const end of pairs.flat()) end.destroy()
      wire.close()
    },
  }
}
