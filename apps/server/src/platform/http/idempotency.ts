import type { FastifyRequest } from 'fastify'
import type { Crypto } from '../crypto/crypto.ts'
import type { Connection, Database, Transaction } from '../database/database.ts'
import { AppError, invalidInput } from '../errors.ts'
import { answerContext } from './idempotency-reseal.ts'

/** What a repeatable write answers. The body is plain JSON. */
export interface Answer<T> {
  status: number
  body: T
}

/** Longest `Idempotency-Key`, in characters. */
export const MAX_KEY_LENGTH = 200

/** Hours for which the answer to a key is kept. */
const KEEP_HOURS = 24

interface StoredAnswer {
  request_hash: Buffer
  status: number | null
  answer: Buffer | null
}

/** Does `work` in one transaction, and with an `Idempotency-Key` only the first time: the key is written in that transaction,
 *  repeats that come meanwhile wait for it, and every repeat within 24 hours gets the first answer. A failed `work` leaves no
 *  key behind, so the client may try again. Answers are encrypted: they hold contact details.
 *  @throws AppError `idempotency-conflict` when the key was used for another request, `invalid-input` for a bad key. */
export async function idempotent<T>(
  request: FastifyRequest,
  db: Pick<Database, 'inTransaction'>,
  crypto: Pick<Crypto, 'seal' | 'open' | 'hash'>,
  work: (tx: Transaction) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const key = readKey(request.headers['idempotency-key'])
  if (key === undefined) return db.inTransaction(work)
  const userId = request.principal.userId
  const hash = Buffer.from(crypto.hash('idempotent-request', fingerprint(request)), 'base64url')
  const context = answerContext(userId, key)

  return db.inTransaction(async tx => {
    const inserted = await tx.rows(
      `INSERT INTO idempotency_keys (user_id, key, request_hash) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [userId, key, hash],
      'idempotency_insert',
    )
    if (inserted.length === 0) {
      const first = await findAnswer(tx, userId, key)
      if (!first.request_hash.equals(hash)) throw new AppError('idempotency-conflict')
      const body = first.answer && JSON.parse(crypto.open(first.answer, context).toString())
      return { status: first.status ?? 200, body }
    }
    const answer = await work(tx)
    const sealed = answer.body === undefined ? null : crypto.seal(JSON.stringify(answer.body), context).bytes
    await tx.rows(
      'UPDATE idempotency_keys SET status = $3, answer = $4 WHERE user_id = $1 AND key = $2',
      [userId, key, answer.status, sealed],
      'idempotency_answer',
    )
    return answer
  })
}

/** Forgets answers older than 24 hours. Run by a schedule. */
export async function pruneIdempotencyKeys(db: Connection, now: Date): Promise<void> {
  await db.rows('DELETE FROM idempotency_keys WHERE created_at < $1', [
    new Date(now.getTime() - KEEP_HOURS * 3_600_000),
  ])
}

async function findAnswer(tx: Transaction, userId: number, key: string): Promise<StoredAnswer> {
  const [row] = await tx.rows<StoredAnswer>(
    'SELECT request_hash, status, answer FROM idempotency_keys WHERE user_id = $1 AND key = $2',
    [userId, key],
    'idempotency_find',
  )
  // Pruned between the two statements: the client is a day late, and may simply ask again.
  if (!row) throw new AppError('unavailable', { detail: 'Please repeat the request.' })
  return row
}

function readKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header !== 'string' || header.length > MAX_KEY_LENGTH || !/^[\x21-\x7e]+$/.test(header)) {
    throw invalidInput('idempotency-key', `must be 1 to ${MAX_KEY_LENGTH} visible ASCII characters`)
  }
  return header
}

function fingerprint(request: FastifyRequest): string {
  return `${request.method} ${request.url}\n${JSON.stringify(sorted(request.body)) ?? ''}`
}

/** The same value with the keys of its objects in order, since clients need not repeat theirs. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

const READ_AT_ONCE = 500

/** Forgets the kept answers that `tells` finds; a repeat of their requests is a new request then. */
export async function forgetAnswers(
  db: Connection,
  crypto: Pick<Crypto, 'open'>,
  tells: (text: string) => boolean,
): Promise<void> {
  let after: [userId: number, key: string] = [0, '']
  for (;;) {
    const rows = await db.rows<{ user_id: number; key: string; answer: Buffer }>(
      `SELECT user_id, key, answer FROM idempotency_keys
       WHERE answer IS NOT NULL AND (user_id, key) > ($1::int, $2::text) ORDER BY user_id, key LIMIT $3`,
      [...after, READ_AT_ONCE],
    )
    const told = rows.filter(({ user_id, key, answer }) =>
      tells(crypto.open(answer, answerContext(user_id, key)).toString()),
    )
    for (const { user_id, key } of told)
      await db.rows('DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2', [user_id, key])
    const last = rows.at(-1)
    if (!last || rows.length < READ_AT_ONCE) return
    after = [last.user_id, last.key]
  }
}
