import { can } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import type { WebhookNeighbours } from './webhooks.neighbours.ts'

/** Days of nothing but failures after which an endpoint is paused. */
const PAUSE_AFTER_DAYS = 3
const DAY_MS = 86_400_000

/** After so many failures in a row an endpoint rests, and then is tried with one message at a time until one arrives. */
export const REST_AFTER = 10
/** The first rest; each further one is twice as long. */
const SHORTEST_REST = "interval '1 minute'"
/** Also how often one that was paused for its failures is tried. */
const LONGEST_REST = "interval '1 hour'"

/** Notes that something has arrived: a rest ends, and a pause for failures too. */
export async function noteArrival(
  tx: Transaction,
  { audit }: Pick<WebhookNeighbours, 'audit'>,
  endpointId: number,
  now: Date,
): Promise<void> {
  const [row] = await tx.rows<{ url: string; goes_on: boolean }>(
    `UPDATE webhook_endpoints SET last_attempt_at = $2, last_attempt_ok = true, failing_since = NULL, failures = 0, rests_until = NULL,
            is_active = is_active OR paused_by = 'failures', paused_by = nullif(paused_by, 'failures')
     WHERE id = $1 RETURNING url, new.is_active AND NOT old.is_active AS goes_on`,
    [endpointId, now],
    'webhook-endpoint-well',
  )
  if (row?.goes_on)
    audit(tx, { by: null, action: 'resumed_webhook', endpointId, details: { host: new URL(row.url).host } })
}

/** Notes that a test did not arrive: that says nothing of what it is to be told. */
export const noteFailedTest = (tx: Transaction, endpointId: number, now: Date): Promise<unknown> =>
  tx.rows(
    'UPDATE webhook_endpoints SET last_attempt_at = $2, last_attempt_ok = false WHERE id = $1',
    [endpointId, now],
    'webhook-endpoint-test-failed',
  )

/** Notes that a message did not arrive. An endpoint where much fails in a row rests; one where for days nothing has arrived is paused, and
 *  whoever sets up webhooks is told. */
export async function noteFailure(
  tx: Transaction,
  neighbours: WebhookNeighbours,
  endpointId: number,
  now: Date,
): Promise<void> {
  // What was under way when the rest began makes it no longer.
  const [row] = await tx.rows<{ url: string; failing_since: Date; is_active: boolean }>(
    `UPDATE webhook_endpoints SET last_attempt_at = $2, last_attempt_ok = false, failing_since = coalesce(failing_since, $2),
            failures = CASE WHEN rests_until > $2 THEN failures ELSE failures + 1 END,
            rests_until = CASE
              WHEN rests_until > $2 THEN rests_until
              WHEN NOT is_active THEN $2::timestamptz + ${LONGEST_REST}
              WHEN failures + 1 >= ${REST_AFTER} THEN
                $2::timestamptz + least(${LONGEST_REST}, ${SHORTEST_REST} * 2 ^ least(failures + 1 - ${REST_AFTER}, 10))
            END
     WHERE id = $1 RETURNING url, failing_since, is_active`,
    [endpointId, now],
    'webhook-endpoint-failing',
  )
  if (!row?.is_active) return
  if (now.getTime() - row.failing_since.getTime() < PAUSE_AFTER_DAYS * DAY_MS) return
  await tx.rows(
    `UPDATE webhook_endpoints SET is_active = false, paused_by = 'failures', rests_until = $2::timestamptz + ${LONGEST_REST}
     WHERE id = $1`,
    [endpointId, now],
  )
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
