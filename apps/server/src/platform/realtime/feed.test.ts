import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { publish } from '../events/events.ts'
import { change, connect, people, server, setStage, startNode } from './test-pages.ts'

setStage()

test('reach each socket in any of the rooms once, in every process, and nobody else', async () => {
  people.set('dana', { userId: 4, sessionId: 44, name: 'Dana', rooms: ['things:all', 'things:owner:2'] })
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
  // Read together, the two changes would both show the thing as it is after the second.
  await vi.waitFor(() => expect(ben.names()).toEqual(['lead']))
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
  const [written, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow = change(1, 2, {
    written: () => {
      written.resolve()
      return mayCommit.promise
    },
  })
  await written.promise
  await change(2, 2)
  await vi.waitFor(() => expect(before.heard).toHaveLength(1))
  before.socket.disconnect()
  mayCommit.resolve()
  await slow
  await change(3, 3)
  await change(4, 2)
  const after = await connect(node, 'ben')
  const answer = await after.socket.emitWithAck('catch-up', { cursor: before.heard[0]?.[1].cursor })
  const ids = answer.events.map((event: { body: { id: number } }) => event.body.id)
  expect(new Set(ids)).toEqual(new Set([1, 2, 4]))
  // While a transaction runs elsewhere on the server, its beginning holds the cursor back.
  await vi.waitFor(async () => {
    const { cursor } = await after.socket.emitWithAck('catch-up', { cursor: answer.cursor })
    expect(await after.socket.emitWithAck('catch-up', { cursor })).toMatchObject({ events: [] })
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
