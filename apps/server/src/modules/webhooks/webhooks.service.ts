import { type Principal, scopeOf } from '@optimwalls/permissions'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Connection, Database, Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import { addJob, type Job } from '../../platform/jobs/jobs.ts'
import { bodyOf, messageId } from './deliver.ts'
import {
  addDeliveries,
  attemptsOf,
  type DeliveryRow,
  findDelivery,
  listDeliveries,
} from './deliveries.repository.ts'
import { checkUrl } from './endpoint-url.ts'
import {
  countDead,
  countEndpoints,
  deleteEndpoint,
  type EndpointRow,
  endRest,
  insertEndpoint,
  isEndpoint,
  listEndpoints,
  lockEndpoint,
  saveEndpoint,
} from './endpoints.repository.ts'
import { TEST_EVENT } from './event-types.ts'
import { newestDead, replayOne } from './portions.repository.ts'
import { openResponse } from './responses.ts'
import { OVERLAP_HOURS, renewSecret } from './secrets.ts'
import type { Replay } from './webhooks.jobs.ts'
import type { Author, WebhookNeighbours } from './webhooks.neighbours.ts'
import type {
  Delivery,
  DeliveryDetail,
  DeliveryQuery,
  NewWebhook,
  Webhook,
  WebhookPatch,
} from './webhooks.schemas.ts'

/** With contact details an endpoint takes leads out, whosever they are.
 *  @throws AppError "forbidden" for who may not export all leads */
function checkContacts(principal: Principal): void {
  if (scopeOf(principal, 'CRM', 'export') !== 'all')
    throw new AppError('forbidden', { detail: 'Contact details are sent by whoever may export all leads.' })
}

/** More than any firm needs; each event is written once for each of them, and each has a lane of its own. */
const MOST_ENDPOINTS = 50

export interface WebhookServiceNeeds {
  db: Database
  crypto: Pick<Crypto, 'open' | 'seal'>
  neighbours: Pick<WebhookNeighbours, 'people' | 'audit'>
  deliver: Job<object>
  replay: Job<Replay>
  prune: Job<object>
  allows: { mayBeHttp: boolean; mayBePrivate: boolean }
  now(): Date
}

/** Which systems are told what, and what became of it. */
export class WebhookService {
  readonly #needs: WebhookServiceNeeds

  constructor(needs: WebhookServiceNeeds) {
    this.#needs = needs
  }

  async list(db: Connection = this.#needs.db, id?: number): Promise<Webhook[]> {
    const { neighbours, now } = this.#needs
    const rows = await listEndpoints(db, now(), id)
    const names = await neighbours.people.namesOf(new Set(rows.map(row => row.created_by)))
    return rows.map(({ last_attempt_at, last_attempt_ok, created_by, ...row }) => ({
      ...row,
      rests_until: row.rests_until?.toISOString() ?? null,
      failing_since: row.failing_since?.toISOString() ?? null,
      old_secret_until: row.old_secret_until?.toISOString() ?? null,
      created_at: row.created_at.toISOString(),
      created_by: { id: created_by, name: names.get(created_by) ?? '' },
      last_attempt: last_attempt_at && {
        at: last_attempt_at.toISOString(),
        is_success: last_attempt_ok === true,
      },
    }))
  }

  /** @throws AppError "not-found" */
  async one(id: number, db?: Connection): Promise<Webhook> {
    const [webhook] = await this.list(db, id)
    if (!webhook) throw new AppError('not-found')
    return webhook
  }

  /** @returns the endpoint with its secret, which is told this once
   *  @throws AppError "invalid-input" naming the field, "rule-violated" when there are too many */
  async create(tx: Transaction, by: Author, given: NewWebhook): Promise<Webhook & { secret: string }> {
    const { crypto, now, allows } = this.#needs
    const { url, events, description = '', with_contact = false } = given
    checkUrl(url, allows)
    if (with_contact) checkContacts(by.principal)
    if ((await countEndpoints(tx)) >= MOST_ENDPOINTS) {
      throw new AppError('rule-violated', { detail: `There are ${MOST_ENDPOINTS} webhooks already.` })
    }
    const created_by = by.principal.userId
    const id = await insertEndpoint(tx, { url, events, description, with_contact, created_by }, now())
    const secret = await renewSecret(tx, crypto, id, now())
    this.#note(tx, by, 'created_webhook', { id, url }, { events, with_contact })
    return { ...(await this.one(id, tx)), secret }
  }

  /** @throws AppError "not-found", "invalid-input" naming the field */
  async change(tx: Transaction, by: Author, id: number, patch: WebhookPatch): Promise<Webhook> {
    if (patch.url !== undefined) checkUrl(patch.url, this.#needs.allows)
    const before = await this.#hold(tx, id)
    const { is_active = before.is_active, ...given } = patch
    const after: EndpointRow = { ...before, ...given, is_active }
    if (is_active !== before.is_active) {
      after.paused_by = is_active ? null : 'person'
      // It gets its days anew.
      if (is_active) after.failing_since = null
    }
    const fields = (Object.keys(patch) as (keyof WebhookPatch)[]).filter(
      field => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
    )
    if (fields.length === 0) return this.one(id, tx)
    // To send them elsewhere is to take them out as well.
    if (after.with_contact && fields.some(field => field === 'with_contact' || field === 'url'))
      checkContacts(by.principal)
    const goesOn = is_active && !before.is_active
    await saveEndpoint(tx, after, goesOn)
    this.#note(tx, by, 'changed_webhook', after, {
      fields,
      ...(fields.includes('with_contact') && { with_contact: after.with_contact }),
      ...(fields.includes('events') && { events: after.events }),
      ...(fields.includes('is_active') && { is_active: after.is_active }),
      ...(fields.includes('url') && { was_host: new URL(before.url).host }),
    })
    if (goesOn) await addJob(tx, this.#needs.deliver, {})
    return this.one(id, tx)
  }

  /** With all that is on its way, and its log. @throws AppError "not-found" */
  async remove(tx: Transaction, by: Author, id: number): Promise<void> {
    const { now, prune } = this.#needs
    const row = await this.#hold(tx, id)
    await deleteEndpoint(tx, id, now())
    await addJob(tx, prune, {})
    this.#note(tx, by, 'deleted_webhook', row, {})
  }

  /** @returns the new secret, which is told this once; the one before signs too for a day
   *  @throws AppError "not-found" */
  async renewSecret(tx: Transaction, by: Author, id: number) {
    const { crypto, now } = this.#needs
    const row = await this.#hold(tx, id)
    const at = now()
    const secret = await renewSecret(tx, crypto, id, at)
    this.#note(tx, by, 'renewed_webhook_secret', row, {})
    return { secret, old_secret_until: new Date(at.getTime() + OVERLAP_HOURS * 3_600_000).toISOString() }
  }

  /** Sends something that says it is a test, also where all else is paused. @throws AppError "not-found" */
  async test(tx: Transaction, by: Author, id: number): Promise<Delivery> {
    const { now, deliver } = this.#needs
    const row = await this.#hold(tx, id)
    const data = { message: 'A test from OptimWalls CRM. Nothing has happened.' }
    const at = now()
    const [deliveryId] = await addDeliveries(tx, {
      endpointIds: [id],
      eventId: null,
      type: TEST_EVENT,
      data,
      at,
    })
    await addJob(tx, deliver, {})
    this.#note(tx, by, 'tested_webhook', row, {})
    return toDelivery(found(await findDelivery(tx, id, deliveryId ?? 0)))
  }

  /** Sends a message again. @returns whether it does: not what is on its way
   *  @throws AppError "not-found" */
  async replay(tx: Transaction, by: Author, id: number, deliveryId: number): Promise<boolean> {
    const { now, deliver } = this.#needs
    const row = await this.#hold(tx, id)
    found(await findDelivery(tx, id, deliveryId))
    if (!(await replayOne(tx, id, deliveryId, now()))) return false
    await endRest(tx, id)
    await addJob(tx, deliver, {})
    this.#note(tx, by, 'replayed_webhook', row, { messages: 1 })
    return true
  }

  /** Has all messages sent again that were given up. @returns how many, as far as is counted
   *  @throws AppError "not-found" */
  async replayDead(tx: Transaction, by: Author, id: number): Promise<number> {
    const row = await this.#hold(tx, id)
    const upTo = await newestDead(tx, id)
    if (upTo === null) return 0
    const messages = await countDead(tx, id)
    await endRest(tx, id)
    await addJob(tx, this.#needs.replay, { endpoint_id: id, up_to: upTo })
    this.#note(tx, by, 'replayed_webhook', row, { messages })
    return messages
  }

  /** A page of the log. @throws AppError "not-found", "invalid-cursor" */
  async deliveries(id: number, { state, limit = 30, cursor }: DeliveryQuery) {
    const { db } = this.#needs
    if (!(await isEndpoint(db, id))) throw new AppError('not-found')
    const question = `webhook-deliveries-${id}-${state ?? ''}`
    const before = cursor === undefined ? null : Number(decodeCursor(cursor, question, ['number'])[0])
    const rows = await listDeliveries(db, id, {
      state: state ?? null,
      before: before === null ? null : Math.trunc(before),
      limit: limit + 1,
    })
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return {
      data: shown.map(toDelivery),
      next_cursor: last ? encodeCursor({ q: question, k: [last.id] }) : null,
    }
  }

  /** A message with all its tries. @throws AppError "not-found" */
  async delivery(id: number, deliveryId: number): Promise<DeliveryDetail> {
    const { db, crypto } = this.#needs
    const row = found(await findDelivery(db, id, deliveryId))
    const tries = await attemptsOf(db, deliveryId)
    return {
      ...toDelivery(row),
      body: bodyOf(row),
      tries: tries.map(({ at, duration_ms, status, error, response }) => ({
        at: at.toISOString(),
        duration_ms,
        status,
        error,
        response: openResponse(crypto, deliveryId, response),
      })),
    }
  }

  async #hold(tx: Transaction, id: number): Promise<EndpointRow> {
    const row = await lockEndpoint(tx, id)
    if (!row) throw new AppError('not-found')
    return row
  }

  /** The path of an address may be a secret: only its host is noted. */
  #note(
    tx: Transaction,
    by: Author,
    action: string,
    { id, url }: Pick<EndpointRow, 'id' | 'url'>,
    details: Record<string, unknown>,
  ): void {
    this.#needs.neighbours.audit(tx, {
      by,
      action,
      endpointId: id,
      details: { host: new URL(url).host, ...details },
    })
  }
}

function toDelivery({ data, finished_at, ...row }: DeliveryRow): Delivery {
  return {
    ...row,
    type: row.type as Delivery['type'],
    message_id: messageId(row.message_id),
    created_at: row.created_at.toISOString(),
    next_try_at: row.state === 'waiting' ? row.next_try_at.toISOString() : null,
    finished_at: finished_at?.toISOString() ?? null,
  }
}

function found(row: DeliveryRow | undefined): DeliveryRow {
  if (!row) throw new AppError('not-found')
  return row
}
