import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { change, connect, type Person, people, refusal, setStage, startNode } from './test-pages.ts'

setStage()

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
    await vi.waitFor(() => expect([here.socket.connected, there.socket.connected]).toEqual([false, false]))
    expect([here.names(), there.names()]).toEqual([['signed-out'], ['signed-out']])
    expect(other.socket.connected).toBe(true)
    expect(await refusal(one, { extraHeaders: { cookie: 'ben' } })).toBe('not-signed-in')
  })

  test('a session that ended unannounced dies at the next check, without any request', async () => {
    const node = await startNode({ limits: { recheckMs: 100 } })
    const [ben, chris] = [await connect(node, 'ben'), await connect(node, 'chris')]
    people.delete('ben')
    await vi.waitFor(() => expect(ben.socket.connected).toBe(false))
    expect(ben.names()).toEqual(['signed-out'])
    expect([chris.socket.connected, chris.names()]).toEqual([true, []])
  })

  test('changed rights change the rooms of open sockets, and the page is told', async () => {
    const [one, two] = [await startNode(), await startNode()]
    const ben = await connect(two, 'ben')
    people.set('ben', { userId: 2, sessionId: 22, name: 'Ben', rooms: ['things:owner:3'] })
    one.realtime.refreshAccess([2])
    await vi.waitFor(() => expect(ben.names()).toEqual(['access']))
    await change(8, 2)
    await change(9, 3)
    await vi.waitFor(() => expect(ben.heard.at(-1)?.[1]).toMatchObject({ id: 9 }))
    expect(ben.names()).toEqual(['access', 'lead'])
  })

  test('a page whose session could not be read when rights changed is told at the next check', async () => {
    const node = await startNode({ limits: { recheckMs: 100 } })
    const ben = await connect(node, 'ben')
    const get = vi.spyOn(people, 'get').mockImplementationOnce(() => {
      throw new Error('away')
    })
    node.realtime.refreshAccess([2])
    await vi.waitFor(() => expect(ben.names()).toEqual(['access']))
    get.mockRestore()
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
