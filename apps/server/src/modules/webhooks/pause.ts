import { can } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import type { WebhookNeighbours } from './webhooks.neighbours.ts'

/** Days of nothing but failures after which an endpoint is paused. */
export const PAUSE_AFTER_DAYS = 3
const DAY_MS = 86_400_000

/** Notes that a message did not arrive. An endpoint where for days nothing has is paused, and whoever sets up webhooks is told. */
export async function pauseFailing(
  tx: Transaction,
  neighbours: WebhookNeighbours,
  endpointId: number,
  now: Date,
): Promise<void> {
  const [row] = await tx.rows<{ url: string; failing_since: Date; is_active: boolean }>(
    `UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, $2) WHERE id = $1
     RETURNING url, failing_since, is_active`,
    [endpointId, now],
    'webhook-endpoint-failing',
  )
  if (!row?.is_active) return
  if (now.getTime() - row.failing_since.getTime() < PAUSE_AFTER_DAYS * DAY_MS) return
  await tx.rows("UPDATE webhook_endpoints SET is_active = false, paused_by = 'failures' WHERE id = $1", [
    endpointId,
  ])
  const host = new URL(row.url).host
  neighbours.audit(tx, { by: null, action: 'paused_webhook', endpointId, details: { host } })
  const key = `webhook:${endpointId}:${row.failing_since.getTime()}`
  const news = (await keepersOf(neighbours)).map(userId => ({
    userId,
    kind: 'webhook.paused' as const,
    key,
    data: { webhook_id: endpointId, host },
  }))
  await neighbours.notify(tx, news)
}

async function keepersOf({ people, principalOf }: WebhookNeighbours): Promise<number[]> {
  const keepers: number[] = []
  for (const person of (await people.all()).values()) {
    if (!person.isActive) continue
    const principal = await principalOf(person.id)
    if (principal && can(principal, 'CRM', 'configure_webhooks')) keepers.push(person.id)
  }
  return keepers
}
