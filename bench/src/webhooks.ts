import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from '../../scripts/lib/demo-people.ts'
import type { Stage } from './stage.ts'
import { openReceiver, type WebhookReceiver } from './webhook-receiver.ts'

const DEAD = 10_000
const LOOK_EVERY_MS = 20

/** What a quick receiver gets of messages that are sent again. */
export interface ReplayTimes {
  messages: number
  seconds: number
}

/** A receiver that is told of conversions, while `work` runs. */
export async function withReceiver<T>(
  { product }: Pick<Stage, 'product'>,
  work: (endpointId: number, receiver: WebhookReceiver) => Promise<T>,
): Promise<T> {
  const receiver = await openReceiver()
  const headers = { cookie: await signIn(product.url, 'admin'), origin: product.url }
  const made = await fetch(`${product.url}/crm/webhooks`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver.url, events: ['lead.converted'], description: 'Bench' }),
  })
  if (made.status !== 201) throw new Error(`the webhook was refused: ${await made.text()}`)
  const { id } = (await made.json()) as { id: number }
  try {
    return await work(id, receiver)
  } finally {
    await fetch(`${product.url}/crm/webhooks/${id}`, { method: 'DELETE', headers })
    receiver.close()
  }
}

/** Sends ten thousand messages again that were given up. */
export const measureReplay = (stage: Stage): Promise<ReplayTimes> =>
  withReceiver(stage, async (endpointId, receiver) => {
    const { product, database, untilIdle } = stage
    await database.query(
      `INSERT INTO webhook_deliveries (endpoint_id, event_id, type, data, state, next_try_at, created_at, finished_at)
       SELECT $1, -n, 'lead.converted', json_build_object('lead', json_build_object('id', n)), 'dead', now(), now(), now()
       FROM generate_series(1, $2::int) n`,
      [endpointId, DEAD],
    )
    await untilIdle()
    const headers = { cookie: await signIn(product.url, 'admin'), origin: product.url }
    const began = performance.now()
    const answer = await fetch(`${product.url}/crm/webhooks/${endpointId}/replay`, {
      method: 'POST',
      headers,
    })
    if (answer.status >= 300) throw new Error(`the replay was refused: ${await answer.text()}`)
    while (receiver.arrived() < DEAD) await sleep(LOOK_EVERY_MS)
    return { messages: DEAD, seconds: (performance.now() - began) / 1000 }
  })
