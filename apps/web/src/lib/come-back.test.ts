import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { comeBack, RECONNECT_WITHIN_MS } from './come-back.ts'

/** A socket that the server has left or refused. */
function buildSocket() {
  const listeners = new Map<string, (message: never) => void>()
  const socket = {
    connected: false,
    active: false,
    on: (name: string, listener: (message: never) => void) => listeners.set(name, listener),
    connect: vi.fn(),
    disconnect: vi.fn(),
  }
  return { socket, say: (name: string, message: unknown = {}) => listeners.get(name)?.(message as never) }
}

describe('a lost socket', () => {
  const onSignedOut = vi.fn()
  let end: () => void
  let server: ReturnType<typeof buildSocket>

  beforeEach(() => {
    vi.useFakeTimers()
    vi.clearAllMocks()
    server = buildSocket()
    end = comeBack(server.socket, onSignedOut)
  })
  afterEach(() => {
    end()
    vi.useRealTimers()
  })

  it('comes back after the server has said goodbye, and tries on while it refuses', () => {
    server.say('disconnect', 'io server disconnect')
    for (const tries of [1, 2, 3, 4, 5, 6]) {
      vi.advanceTimersByTime(RECONNECT_WITHIN_MS)
      expect(server.socket.connect).toHaveBeenCalledTimes(tries)
      server.say('connect_error', new Error('unavailable'))
    }
  })

  it('leaves to Socket.IO what that does itself, but for the moment when the line is back', () => {
    server.socket.active = true
    server.say('disconnect', 'transport close')
    vi.advanceTimersByTime(10 * RECONNECT_WITHIN_MS)
    expect(server.socket.connect).not.toHaveBeenCalled()
    window.dispatchEvent(new Event('online'))
    expect(server.socket.connect).toHaveBeenCalledOnce()
    server.socket.connected = true
    document.dispatchEvent(new Event('visibilitychange'))
    expect(server.socket.connect).toHaveBeenCalledOnce()
  })

  it('stays away once the session is over, and when the page itself left', () => {
    server.say('connect_error', new Error('not-signed-in'))
    expect(onSignedOut).toHaveBeenCalledOnce()
    const other = buildSocket()
    comeBack(other.socket, onSignedOut)
    other.say('disconnect', 'io client disconnect')
    vi.advanceTimersByTime(10 * RECONNECT_WITHIN_MS)
    window.dispatchEvent(new Event('online'))
    expect(server.socket.connect).not.toHaveBeenCalled()
    expect(other.socket.connect).not.toHaveBeenCalled()
  })
})
