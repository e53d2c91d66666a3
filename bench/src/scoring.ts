import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { percentile } from './percentile.ts'
import { openLeadsOf, pipelineOf } from './pipelines.ts'
import { seeded } from './random.ts'
import type { Stage } from './stage.ts'

const CALLS = 100
/** From the answer to a logged call to the new score on an open page, in milliseconds; calls after which none came. */
export interface ScoreDelay {
  p50: number
  p95: number
  never: number
}

/** Calls that clients made are logged one by one; each changes the score of its lead. */
export async function measureScoreDelay({ product, database, viewers }: Stage): Promise<ScoreDelay> {
  const viewer = viewers.find(({ person }) => person === 'employee')
  if (!viewer) throw new Error('nobody to log calls')
  const { id: pipelineId } = await pipelineOf(database, null)
  const ids = await openLeadsOf(database, viewer, pipelineId)
  const random = seeded(Date.now())
  const scores = new Map<number, number | null>()
  const socket = await open(product.url, viewer.cookie)
  let heard: (() => void) | undefined
  let awaited = 0
  socket.on('lead', ({ lead }: { lead: { id: number; score: number | null } }) => {
    if (lead.id === awaited && lead.score !== scores.get(lead.id)) heard?.()
  })
  const delays: number[] = []
  try {
    for (let call = 0; call < CALLS; call += 1) {
      awaited = random.pick(ids)
      const { rows } = await database.query('SELECT score FROM leads WHERE id = $1', [awaited])
      scores.set(awaited, rows[0]?.score)
      const isHeard = new Promise<number>(resolve => {
        heard = () => resolve(performance.now())
      })
      const answer = await fetch(`${product.url}/crm/activities`, {
        method: 'POST',
        headers: { cookie: viewer.cookie, origin: product.url, 'content-type': 'application/json' },
        body: JSON.stringify({ lead_id: awaited, type: 'call', direction: 'in', outcome: 'Interested' }),
      })
      const answered = performance.now()
      if (!answer.ok) throw new Error(`a call was refused: ${await answer.text()}`)
      // A score at its end stays where it is.
      const at = await Promise.race([isHeard, sleep(5000, null)])
      if (at !== null) delays.push(Math.max(0, at - answered))
    }
  } finally {
    socket.disconnect()
  }
  if (delays.length < CALLS / 2) throw new Error('most calls changed no score')
  const never = CALLS - delays.length
  return { p50: percentile(delays, 0.5), p95: percentile(delays, 0.95), never }
}

async function open(url: string, cookie: string): Promise<Socket> {
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
}
