import type { CatchUpAnswer, LeadFrame } from '@optimwalls/contract'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { onLive } from './live.ts'
import { type LiveSocket, runLiveClient } from './live-client.ts'

/** A socket whose server side the test plays. */
function buildSocket() {
  const listeners = new Map<string, (message: never) => void>()
  const asked: { cursor: string; answer: (answer: CatchUpAnswer) => void }[] = []
  const socket: LiveSocket = {
    on: (name: string, listener: (message: never) => void) => listeners.set(name, listener),
    emit: (_name, { cursor }, answer) => asked.push({ cursor, answer }),
    disconnect: vi.fn(),
  }
  const say = (name: string, message: unknown = {}) => listeners.get(name)?.(message as never)
  return { socket, say, asked }
}

const frame = (id: number, cursor: string) =>
  ({ event: 'lead.updated', cursor, lead: { id }, actor_id: 1 }) as LeadFrame

describe('the live client', () => {
  const options = { setConnection: vi.fn(), reload: vi.fn(), onAccess: vi.fn(), onSignedOut: vi.fn() }
  const heard: number[] = []
  onLive('lead', ({ lead }) => heard.push(lead.id))

  beforeEach(() => {
    vi.clearAllMocks()
    heard.length = 0
  })

  function start() {
    const server = buildSocket()
    runLiveClient(server.socket, options)
    return server
  }

  it('fetches again what stands on the page once it is connected, and hands frames on', () => {
    const { say, asked } = start()
    say('ready', { cursor: '5' })
    expect(options.reload).toHaveBeenCalledOnce()
    expect(options.setConnection).toHaveBeenLastCalledWith('live')
    say('lead', frame(1, '6'))
    expect(heard).toEqual([1])
    expect(asked).toEqual([])
  })

  it('asks after an outage from the greatest cursor seen, compared as a number', () => {
    const { say, asked } = start()
    say('ready', { cursor: '9' })
    say('lead', frame(1, '10'))
    say('lead', frame(1, '8'))
    say('disconnect')
    expect(options.setConnection).toHaveBeenLastCalledWith('reconnecting')
    say('ready', { cursor: '30' })
    expect(asked.map(({ cursor }) => cursor)).toEqual(['10'])
    expect(options.setConnection).toHaveBeenLastCalledWith('reconnecting')
    asked[0]?.answer({ events: [{ name: 'lead', body: frame(2, '12') }], cursor: '30' })
    expect(heard).toEqual([1, 1, 2])
    expect(options.setConnection).toHaveBeenLastCalledWith('live')
  })

  it('does not lose its place when the line drops again before the gap is closed', () => {
    const { say, asked } = start()
    say('ready', { cursor: '10' })
    say('ready', { cursor: '30' })
    say('lead', frame(3, '31'))
    expect(heard).toEqual([3])
    say('ready', { cursor: '40' })
    expect(asked.map(({ cursor }) => cursor)).toEqual(['10', '10'])
    asked[0]?.answer({ events: [{ name: 'lead', body: frame(4, '20') }], cursor: '30' })
    expect(heard).toEqual([3])
    asked[1]?.answer({ events: [], cursor: '40' })
    say('ready', { cursor: '50' })
    expect(asked.at(-1)?.cursor).toBe('40')
  })

  it('fetches everything when too much was missed', () => {
    const { say, asked } = start()
    say('ready', { cursor: '1' })
    say('ready', { cursor: '9000' })
    asked[0]?.answer({ reload: true, cursor: '9000' })
    expect(options.reload).toHaveBeenCalledTimes(2)
  })

  it('leaves when the session is over', () => {
    const { say, socket } = start()
    say('access')
    expect(options.onAccess).toHaveBeenCalledOnce()
    say('signed-out')
    expect(socket.disconnect).toHaveBeenCalledOnce()
    expect(options.onSignedOut).toHaveBeenCalledOnce()
  })
})
