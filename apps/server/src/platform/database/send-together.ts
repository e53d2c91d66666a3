import type { Duplex } from 'node:stream'
import type { PoolClient } from 'pg'

/** The part of `pg`'s client that its types leave out. */
interface WithConnection {
  connection?: { stream?: Pick<Duplex, 'cork' | 'uncork'> }
}

/** Statements that are sent before this turn of the event loop ends leave in one packet: a write to the socket costs more than
 *  most of what is written (measured: a third of the time of a new lead). Does nothing where `pg` has no such stream. */
export function sendTogether(client: PoolClient & WithConnection): void {
  const stream = client.connection?.stream
  if (!stream) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}
