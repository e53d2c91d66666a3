import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import {
  type PostAnswer,
  PostError,
  type PostFailure,
  type PostRules,
  post,
} from '../../platform/outgoing/post.ts'
import { type Attempt, type ClaimedDelivery, finishAttempt } from './deliveries.repository.ts'
import { noteArrival, noteFailedTest, noteFailure } from './health.ts'
import { contactOf } from './payload.ts'
import { sealResponse } from './responses.ts'
import { waitAfter } from './retry-times.ts'
import { secretsOf } from './secrets.ts'
import { signedHeaders } from './signature.ts'
import type { WebhookNeighbours } from './webhooks.neighbours.ts'

export interface DeliverNeeds {
  db: Database
  crypto: Pick<Crypto, 'open' | 'seal'>
  neighbours: WebhookNeighbours
  rules: PostRules
  now(): Date
}

/** The text of a message. */
export function bodyOf(
  delivery: Pick<ClaimedDelivery, 'message_id' | 'type' | 'created_at' | 'data'>,
  more: Record<string, unknown> = {},
): string {
  const { message_id, type, created_at, data } = delivery
  const told = { ...(JSON.parse(data) as Record<string, unknown>), ...more }
  return JSON.stringify({
    id: messageId(message_id),
    type,
    created_at: created_at.toISOString(),
    data: told,
  })
}

export const messageId = (uuid: string): string => `msg_${uuid.replaceAll('-', '')}`

/** Sends a message once and notes what came of it, with what follows: it has arrived, comes again later, or is given up. A process that
 *  dies between the two leaves it to be sent again under the same id. */
export async function deliver(needs: DeliverNeeds, delivery: ClaimedDelivery): Promise<void> {
  const { db, neighbours, now } = needs
  const startedAt = now()
  const started = performance.now()
  const outcome = await send(needs, delivery, startedAt)
  const durationMs = Math.round(performance.now() - started)
  const isSuccess = outcome.status !== null && outcome.status >= 200 && outcome.status < 300
  const isTest = delivery.event_id === null
  const waitMs = isTest ? null : waitAfter(delivery.attempts, Math.random())
  const next = isSuccess
    ? ({ state: 'delivered' } as const)
    : waitMs === null
      ? ({ state: 'dead' } as const)
      : ({ state: 'waiting', at: new Date(now().getTime() + waitMs) } as const)
  const attempt: Attempt = {
    at: startedAt,
    durationMs,
    status: outcome.status,
    error: outcome.error,
    response: outcome.body && sealResponse(needs.crypto, delivery.id, outcome.body),
  }
  await db.inTransaction(async tx => {
    // The endpoint before its message, as whoever replays holds them.
    const noted = isSuccess
      ? noteArrival(tx, neighbours, delivery.endpoint_id, now())
      : isTest
        ? noteFailedTest(tx, delivery.endpoint_id, now())
        : noteFailure(tx, neighbours, delivery.endpoint_id, now())
    await Promise.all([noted, finishAttempt(tx, delivery, attempt, next, now())])
  })
}

interface Outcome {
  status: number | null
  error: PostFailure | 'secret' | 'contact' | null
  body: Buffer | null
}

async function send(
  { db, crypto, neighbours, rules }: DeliverNeeds,
  delivery: ClaimedDelivery,
  now: Date,
): Promise<Outcome> {
  const contact = delivery.with_contact
    ? await contactOf({ db, openContact: neighbours.openContact }, delivery.subject_id).catch(() => undefined)
    : null
  if (contact === undefined) return { status: null, error: 'contact', body: null }
  const body = bodyOf(delivery, delivery.with_contact ? { contact } : {})
  const secrets = await secretsOf(db, crypto, delivery.endpoint_id, now).catch(() => [])
  if (secrets.length === 0) return { status: null, error: 'secret', body: null }
  const timestamp = Math.floor(now.getTime() / 1000)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'OptimWalls-CRM-Webhooks/1',
    ...signedHeaders({ id: messageId(delivery.message_id), timestamp, body }, secrets),
  }
  try {
    return { ...told(await post({ url: delivery.url, headers, body }, rules)), error: null }
  } catch (error) {
    if (!(error instanceof PostError)) throw error
    return { status: null, error: error.why, body: null }
  }
}

const told = ({ status, body }: PostAnswer) => ({ status, body: body.length > 0 ? body : null })
