import { io, type Socket } from 'socket.io-client'
import { type DemoPerson, type DemoSalesperson, signIn } from '../../scripts/lib/demo-people.ts'
import { openLeadsOf, pipelineOf } from './pipelines.ts'
import { seeded } from './random.ts'
import type { Stage } from './stage.ts'

/** Everybody has this many pages open. */
const SOCKETS = 200
const PEOPLE: readonly (DemoPerson | DemoSalesperson)[] = [
  'superadmin',
  'admin',
  'manager',
  'employee',
  'suresh.gowda',
  'designer',
  'client',
]
/** As many as the product allows one person. */
const MOST_OF_ONE = 30
const MOVES = 200

/** How long after the answer to a move the last open page that may see it has heard of it, in milliseconds. */
export interface LiveDelay {
  sockets: number
  /** Of them, those that see the lead. */
  listening: number
  p50: number
  p95: number
}

export async function measureLive(stage: Stage): Promise<LiveDelay> {
  const { product, database, viewers } = stage
  const viewer = viewers.find(({ person }) => person === 'employee')
  if (!viewer) throw new Error('nobody to move leads')
  const sockets: Socket[] = []
  const heard = new Map<Socket, number>()
  let awaited = { id: 0, revision: 0 }
  try {
    for (const person of PEOPLE) {
      // A person has at most 30 pages; those who see no lead of the employee only stand by.
      const share = Math.min(MOST_OF_ONE, SOCKETS - sockets.length)
      const cookie = person === 'employee' ? viewer.cookie : await signIn(product.url, person)
      sockets.push(...(await open(product.url, cookie, share)))
    }
    const seeing = sockets.slice(0, 4 * MOST_OF_ONE)
    for (const socket of seeing) {
      socket.on('lead', ({ lead }: { lead: { id: number; row_rev: number } }) => {
        if (lead.id === awaited.id && lead.row_rev >= awaited.revision) heard.set(socket, performance.now())
      })
    }
    const pipeline = await pipelineOf(database, null)
    const ids = await openLeadsOf(database, viewer, pipeline.id)
    const random = seeded(Date.now())
    const delays: number[] = []
    for (let move = 0; move < MOVES; move += 1) {
      heard.clear()
      awaited = { id: random.pick(ids), revision: 0 }
      const before = await revisionOf(awaited.id)
      awaited.revision = before.revision + 1
      const to = random.pick(pipeline.open.filter(stageId => stageId !== before.stage))
      const answer = await fetch(`${product.url}/crm/pipelines/${awaited.id}`, {
        method: 'PATCH',
        headers: { cookie: viewer.cookie, origin: product.url, 'content-type': 'application/json' },
        body: JSON.stringify({ stage_id: to }),
      })
      const answered = performance.now()
      if (!answer.ok) throw new Error(`a move was refused: ${await answer.text()}`)
      await until(() => heard.size === seeing.length)
      delays.push(Math.max(0, Math.max(...heard.values()) - answered))
    }
    delays.sort((a, b) => a - b)
    const at = (share: number) => delays[Math.floor(delays.length * share)] ?? 0
    return { sockets: sockets.length, listening: seeing.length, p50: at(0.5), p95: at(0.95) }
  } finally {
    for (const socket of sockets) socket.disconnect()
  }

  async function revisionOf(id: number): Promise<{ revision: number; stage: number }> {
    const { rows } = await database.query(
      'SELECT row_rev AS revision, stage_id AS stage FROM leads WHERE id = $1',
      [id],
    )
    return rows[0]
  }
}

function open(url: string, cookie: string, count: number): Promise<Socket[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = io(url, {
        transports: ['websocket'],
        forceNew: true,
        extraHeaders: { cookie, origin: url },
      })
      await new Promise((resolve, reject) => {
        socket.once('ready', resolve)
        socket.once('connect_error', reject)
      })
      return socket
    }),
  )
}

/** Longest wait for all pages to hear of a move, in milliseconds. */
const PATIENCE_MS = 5000

async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!isTrue()) {
    if (performance.now() > end) throw new Error('not every page heard of a move')
    await new Promise(resolve => setTimeout(resolve, 1))
  }
}
