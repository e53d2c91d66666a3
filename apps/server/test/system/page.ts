import type { CatchUpAnswer, GoneFrame, LeadFrame } from '@optimwalls/contract'
import { io, type Socket } from 'socket.io-client'
import { expect, vi } from 'vitest'

export interface PageOptions {
  transports?: ('websocket' | 'polling')[]
}

/** An open page of somebody, as far as it listens. */
export interface Page {
  socket: Socket
  /** Where the connection began. */
  cursor: string
  /** Every message, in order: its name and body. */
  heard: [name: string, body: unknown][]
  /** Waits for the newest word about a lead: `lead` or `gone`. */
  hears(name: 'lead', leadId: number, isMeant?: (frame: LeadFrame) => boolean): Promise<LeadFrame>
  hears(name: 'gone', leadId: number): Promise<GoneFrame>
  /** Waits for a message of this name. */
  isTold(name: string): Promise<void>
  /** What it was told of a lead so far: `lead`, `gone`. Without the clock of the first response, which starts whenever its handler comes to it. */
  wordsOf(leadId: number): string[]
  catchUp(cursor: string): Promise<CatchUpAnswer>
  close(): void
}

/** How long a message may take, in milliseconds: on a busy machine, not in a person's eyes. */
const PATIENCE_MS = 60_000

const isOf = ({ event, lead }: LeadFrame, leadId: number): boolean =>
  lead.id === leadId && event !== 'lead.response_due'

export async function openPage(
  address: string,
  cookie: string,
  { transports = ['websocket'] }: PageOptions = {},
): Promise<Page> {
  const socket = io(address, { extraHeaders: { cookie }, transports, reconnection: false, forceNew: true })
  const heard: Page['heard'] = []
  socket.onAny((name, body) => heard.push([name, body]))
  const bodyOf = (name: string, isMeant: (body: never) => boolean) =>
    heard.findLast(([each, body]) => each === name && isMeant(body as never))?.[1]

  function waitFor(name: string, isMeant: (body: never) => boolean): Promise<unknown> {
    return vi.waitFor(
      () => {
        const body = bodyOf(name, isMeant)
        expect(body, `hears ${name}, heard ${JSON.stringify(heard)}`).toBeDefined()
        return body
      },
      { timeout: PATIENCE_MS, interval: 5 },
    )
  }

  const refused = new Promise<never>((_resolve, reject) => socket.on('connect_error', reject))
  const { cursor } = (await Promise.race([waitFor('ready', () => true), refused])) as { cursor: string }
  return {
    socket,
    cursor,
    heard,
    hears: ((name: string, leadId: number, isMeant: (frame: LeadFrame) => boolean = () => true) =>
      name === 'lead'
        ? waitFor(name, (frame: LeadFrame) => frame.lead.id === leadId && isMeant(frame))
        : waitFor(name, ({ id }: GoneFrame) => id === leadId)) as Page['hears'],
    async isTold(name) {
      await waitFor(name, () => true)
    },
    wordsOf: leadId =>
      heard.flatMap(([name, body]) => {
        if (name === 'lead') return isOf(body as LeadFrame, leadId) ? [name] : []
        return name === 'gone' && (body as GoneFrame).id === leadId ? [name] : []
      }),
    catchUp: from => socket.timeout(PATIENCE_MS).emitWithAck('catch-up', { cursor: from }),
    close: () => socket.disconnect(),
  }
}
