import type { Topic } from '@optimwalls/contract'
import type { Logger } from 'pino'
import type { StoredEvent, Tail, TailBatch } from '../events/events.ts'
import type { LiveMessage } from './realtime.ts'

/** What pages are shown of an event. The feed adds `cursor` to the bodies. */
export interface Presented {
  /** Rooms that may see the record as it is now. */
  rooms: readonly string[]
  message: LiveMessage
  /** Rooms that could see it before and, unless also in `rooms`, no longer can. */
  gone?: { rooms: readonly string[]; message: LiveMessage }
  /** Where people meet over the record, when those who could reach it may no longer. */
  topic?: Topic
}

/**
 * Turns events of a module into messages. It reads the records after the events, all of a batch together, and its messages carry the
 * record's revision: so a page can tell that a frame is older than what it has. Several events of one record may become one message.
 */
export interface Presenter {
  names: readonly string[]
  /** In the order of the events. */
  present(events: readonly StoredEvent[]): Promise<readonly Presented[]>
}

/** What a page that was away has missed. */
export interface Missed {
  presented: readonly Presented[]
  cursor: string
}

/** Sends a frame to the sockets of this process. */
export interface Outlet {
  /** Once to each socket in at least one of `rooms` and in none of `except`. No rooms: nobody. */
  emit(rooms: readonly string[], message: LiveMessage, except?: readonly string[]): void
  /** To all. */
  emitAll(message: LiveMessage): void
  /** Whoever is at these topics is judged again. */
  rejudgeTopics(topics: readonly Topic[] | 'all'): void
}

/** Between the event log and the rooms of one process. */
export interface Feed {
  /** Reads the log from now on, if it does not already. */
  start(outlet: Outlet): Promise<void>
  /** Everything before it has been sent. */
  readonly cursor: string
  stop(): Promise<void>
  catchUp(cursor: string): Promise<Missed | 'reload'>
}

/** More events than this at once are not shown one by one: pages are told to fetch again. */
const FLOOD = 500

export function createFeed(tail: Tail, presenters: readonly Presenter[], log: Pick<Logger, 'error'>): Feed {
  let cursor = '0'
  let isRunning = false
  let turn: Promise<unknown> = Promise.resolve()

  /** Starts and stops one after the other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  async function show(batch: TailBatch, outlet: Outlet): Promise<void> {
    try {
      if (countShown(presenters, batch.events) > FLOOD) showAllAnew(batch, outlet)
      else
        for (const { rooms, message, gone, topic } of await present(presenters, batch.events)) {
          // Until the whole batch has been sent, the cursor of its frames is the one before it.
          outlet.emit(rooms, at(cursor, message))
          if (gone) outlet.emit(gone.rooms, at(cursor, gone.message), rooms)
          if (topic) outlet.rejudgeTopics([topic])
        }
    } catch (error) {
      log.error({ err: error }, 'realtime: events could not be shown')
      showAllAnew(batch, outlet)
    }
    cursor = batch.cursor
  }

  return {
    get cursor() {
      return cursor
    },
    start: outlet =>
      inTurn(async () => {
        if (isRunning) return
        cursor = await tail.listen(batch => show(batch, outlet))
        isRunning = true
      }),
    stop: () =>
      inTurn(async () => {
        if (isRunning) await tail.unlisten()
        isRunning = false
      }),
    async catchUp(from) {
      const batch = await tail.catchUp(from, FLOOD)
      if (batch === 'reload') return 'reload'
      const presented = await present(presenters, batch.events)
      return {
        cursor: batch.cursor,
        presented: presented.map(({ rooms, message, gone }) => ({
          rooms,
          message: at(batch.cursor, message),
          ...(gone && { gone: { rooms: gone.rooms, message: at(batch.cursor, gone.message) } }),
        })),
      }
    },
  }
}

function showAllAnew(batch: TailBatch, outlet: Outlet): void {
  outlet.emitAll(reload(batch))
  outlet.rejudgeTopics('all')
}

/** Sent after the batch has committed: what a page fetches then includes it. */
function reload({ cursor }: TailBatch): LiveMessage {
  return { name: 'reload', body: { cursor } }
}

function at(cursor: string, { name, body }: LiveMessage): LiveMessage {
  return { name, body: { ...body, cursor } }
}

function countShown(presenters: readonly Presenter[], events: readonly StoredEvent[]): number {
  const names = new Set(presenters.flatMap(presenter => presenter.names))
  return events.filter(event => names.has(event.name)).length
}

async function present(
  presenters: readonly Presenter[],
  events: readonly StoredEvent[],
): Promise<Presented[]> {
  const presented: Presented[] = []
  for (const presenter of presenters) {
    const own = events.filter(event => presenter.names.includes(event.name))
    if (own.length > 0) presented.push(...(await presenter.present(own)))
  }
  return presented
}
