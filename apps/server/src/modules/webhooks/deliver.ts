import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import {
  type PostAnswer,
  PostError,
  type PostFailure,
  type PostRules,
  post,
} from '../../platform/outgoing/post.ts'
import { type Attempt, type ClaimedDelivery, finishAttempts, type NextStep } from './deliveries.repository.ts'
import { noteArrival, noteFailedTest, noteFailure } from './health.ts'
import { contactOf } from './payload.ts'
import { sealResponse } from './responses.ts'
import { waitAfter } from './retry-times.ts'
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

/** What came of sending a message once, and what follows: it has arrived, comes again later, or is given up. */
export interface Outcome {
  delivery: ClaimedDelivery
  isSuccess: boolean
  attempt: Attempt
  next: NextStep
}

/** Sends a message once, signed with each of these secrets. A process that dies before the outcome is noted leaves it to be sent again under the same id. */
export async function tryOnce(
  needs: DeliverNeeds,
  delivery: ClaimedDelivery,
  secrets: readonly string[],
): Promise<Outcome> {
  const { now } = needs
  const startedAt = now()
  const started = performance.now()
  const answer = await send(needs, delivery, secrets, startedAt)
  const durationMs = Math.round(performance.now() - started)
  const isSuccess = answer.status !== null && answer.status >= 200 && answer.status < 300
  const waitMs = isTest(delivery) ? null : waitAfter(delivery.attempts, Math.random())
  const endedAt = now()
  const attempt: Attempt = {
    at: startedAt,
    endedAt,
    durationMs,
    status: answer.status,
    error: answer.error,
    response: answer.body && sealResponse(needs.crypto, delivery.id, answer.body),
  }
  const next: NextStep = isSuccess
    ? { state: 'delivered' }
    : waitMs === null
      ? { state: 'dead' }
      : { state: 'waiting', at: new Date(endedAt.getTime() + waitMs) }
  return { delivery, isSuccess, attempt, next }
}

/** Notes what came of messages of one endpoint, in the order in which it came. */
export async function noteOutcomes(
  { db, neighbours }: DeliverNeeds,
  endpointId: number,
  outcomes: readonly Outcome[],
): Promise<void> {
  await db.inTransaction(async tx => {
    // The endpoint before its messages, as whoever replays holds them. Of arrivals one after the other the last says it all.
    for (const [i, { delivery, isSuccess, attempt }] of outcomes.entries()) {
      const at = attempt.endedAt
      if (isSuccess && outcomes[i + 1]?.isSuccess) continue
      if (isSuccess) await noteArrival(tx, neighbours, endpointId, at)
      else if (isTest(delivery)) await noteFailedTest(tx, endpointId, at)
      else await noteFailure(tx, neighbours, endpointId, at)
    }
    await finishAttempts(tx, outcomes)
  })
}

const isTest = ({ event_id }: Pick<ClaimedDelivery, 'event_id'>): boolean => event_id === null

interface Answer {
  status: number | null
  error: PostFailure | 'secret' | 'contact' | null
  body: Buffer | null
}

async function send(
  { db, neighbours, rules }: DeliverNeeds,
  delivery: ClaimedDelivery,
  secrets: readonly string[],
  now: Date,
): Promise<Answer> {
  const withContact = delivery.with_contact && delivery.type !== 'lead.erased'
  const contact = withContact
    ? await contactOf({ db, openContact: neighbours.openContact }, delivery.subject_id).catch(() => undefined)
    : null
  if (contact === undefined) return { status: null, error: 'contact', body: null }
  const body = bodyOf(delivery, withContact ? { contact } : {})
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
