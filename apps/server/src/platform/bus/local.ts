import { randomUUID } from 'node:crypto'
import type { Bus, BusLog, Origin } from './bus.ts'

type Receive = (payload: unknown, origin: Origin) => void

/** What a transport carries from process to process. */
interface Envelope {
  /** Sender's process, so that it can skip its own echo. */
  from: string
  channel: string
  payload: unknown
}

/** The half of a bus that every transport shares: subscribers of this process, and the envelope. */
export function createLocal(log: BusLog) {
  const from = randomUUID()
  const channels = new Map<string, Set<Receive>>()
  const gaps = new Set<() => void>()

  function guarded(f: () => void, what: string): void {
    try {
      f()
    } catch (error) {
      log.error({ err: error }, `bus: a subscriber of ${what} failed`)
    }
  }

  function deliver(channel: string, payload: unknown, origin: Origin): void {
    for (const receive of channels.get(channel) ?? []) guarded(() => receive(payload, origin), channel)
  }

  const subscribe: Bus['subscribe'] = (channel, receive) => {
    const receivers = channels.get(channel) ?? new Set()
    channels.set(channel, receivers.add(receive))
    return () => receivers.delete(receive)
  }

  const onGap: Bus['onGap'] = f => {
    gaps.add(f)
    return () => gaps.delete(f)
  }

  return {
    deliver,
    subscribe,
    onGap,
    announceGap: () => {
      for (const f of gaps) guarded(f, 'onGap')
    },
    pack: (channel: string, payload: unknown) =>
      JSON.stringify({ from, channel, payload } satisfies Envelope),
    /** Delivers a message of another process; skips the echo of an own one. */
    unpack: (text: string) => {
      const envelope = parse(text)
      if (!envelope) log.warn('bus: a message that is not ours was ignored')
      else if (envelope.from !== from) deliver(envelope.channel, envelope.payload, 'elsewhere')
    },
  }
}

function parse(text: string): Envelope | null {
  try {
    const value: unknown = JSON.parse(text)
    const isEnvelope = typeof value === 'object' && value !== null && 'from' in value && 'channel' in value
    return isEnvelope ? (value as Envelope) : null
  } catch {
    return null
  }
}
