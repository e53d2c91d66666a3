import type { CatchUpAnswer, ClientMessages, LeadFrame } from '@optimwalls/contract'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { onLive } from './live.ts'
import { type LiveSocket, runLiveClient } from './live-client.ts'

/** A socket whose server side the test plays. */
function buildSocket() {
  const listeners = new Map<string, (message: never) => void>()
  const asked: { cursor: string; answer: (answer: CatchUpAnswer) => void }[] = []
  const socket: LiveSocket = {
    on: (name: string, listener: (message: never) => void) => listeners.set(name, listener),
    emit: (name, ...args) => {
      if (name !== 'catch-up') return
      const [{ cursor }, answer] = args as Parameters<ClientMessages['catch-up']>
      asked.push({ cursor, answer })
    },
    disconnect: vi.fn(),
  }
  const say = (name: string, message: unknown = {}) => listeners.get(name)?.(message as never)
  return { socket, say, asked }
}

const frame = (id: number, cursor: string) =>
  ({ event: 'lead.updated', cursor, lead: { id }, actor_id: 1 }) as LeadFrame

describe('the live client', () => {
  const options = {
    setConnection: vi.fn(),
    reload: vi.fn(),
    onAccess: vi.fn(),
    onReady: vi.fn(),
    onSignedOut: vi.fn(),
  }
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
    say('ready', { cursor: 'a' })
    expect(options.reload).toHaveBeenCalledOnce()
    expect(options.setConnection).toHaveBeenLastCalledWith('live')
    say('lead', frame(1, 'b'))
    expect(heard).toEqual([1])
    expect(asked).toEqual([])
  })

  it('asks after an outage for what came after the last cursor', () => {
    const { say, asked } = start()
    say('ready', { cursor: 'a' })
    say('lead', frame(1, 'b'))
    say('disconnect')
    expect(options.setConnection).toHaveBeenLastCalledWith('reconnecting')
    say('ready', { cursor: 'd' })
    expect(options.onReady).toHaveBeenCalledTimes(2)
    expect(asked.map(({ cursor }) => cursor)).toEqual(['b'])
    expect(options.setConnection).toHaveBeenLastCalledWith('reconnecting')
    asked[0]?.answer({ events: [{ name: 'lead', body: frame(2, 'c') }], cursor: 'd' })
    expect(heard).toEqual([1, 2])
    expect(options.setConnection).toHaveBeenLastCalledWith('live')
    say('disconnect')
    say('ready', { cursor: 'e' })
    expect(asked.at(-1)?.cursor).toBe('d')
  })

  it('does not lose its place when the line drops again before the gap is closed', () => {
    const { say, asked } = start()
    say('ready', { cursor: 'a' })
    say('disconnect')
    say('lead', frame(3, 'd'))
    say('ready', { cursor: 'c' })
    say('disconnect')
    say('ready', { cursor: 'e' })
    expect(heard).toEqual([3])
    expect(asked.map(({ cursor }) => cursor)).toEqual(['a', 'a'])
    asked[0]?.answer({ events: [{ name: 'lead', body: frame(4, 'b') }], cursor: 'c' })
    expect(heard).toEqual([3])
    expect(options.setConnection).toHaveBeenLastCalledWith('reconnecting')
    say('lead', frame(5, 'f'))
    asked[1]?.answer({ events: [], cursor: 'e' })
    say('disconnect')
    say('ready', { cursor: 'g' })
    expect(asked.at(-1)?.cursor).toBe('f')
  })

  it('fetches everything when too much was missed', () => {
    const { say, asked } = start()
    say('ready', { cursor: 'a' })
    say('disconnect')
    say('ready', { cursor: 'z' })
    asked[0]?.answer({ reload: true, cursor: 'z' })
    expect(options.reload).toHaveBeenCalledTimes(2)
    say('reload', { cursor: 'zz' })
    expect(options.reload).toHaveBeenCalledTimes(3)
  })

  it('is live again after an outage too short for the socket to notice', () => {
    const { say } = start()
    say('ready', { cursor: 'a' })
    window.dispatchEvent(new Event('offline'))
    expect(options.setConnection).toHaveBeenLastCalledWith('reconnecting')
    window.dispatchEvent(new Event('online'))
    expect(options.setConnection).toHaveBeenLastCalledWith('live')
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
