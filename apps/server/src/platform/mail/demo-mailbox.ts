import type { Crypto } from '../crypto/crypto.ts'
import type { ResealTarget } from '../crypto/rotation.ts'
import type { Connection } from '../database/database.ts'
import type { Message } from './mail.ts'

export interface KeptMessage extends Message {
  id: number
  at: Date
}

const CONTEXT = 'demo-mailbox'

/** The newest are enough for trying things out. */
const KEPT = 100

export async function keepInMailbox(db: Connection, crypto: Crypto, message: Message): Promise<void> {
  const { to, subject, text, html, attachments } = message
  const { bytes } = crypto.seal(JSON.stringify({ to, subject, text, html, attachments }), CONTEXT)
  await db.rows(
    `WITH kept AS (INSERT INTO demo_mailbox (message) VALUES ($1) RETURNING id)
     DELETE FROM demo_mailbox WHERE id <= (SELECT id FROM kept) - $2`,
    [bytes, KEPT],
  )
}

/** Newest first. */
export async function readMailbox(db: Connection, crypto: Crypto): Promise<KeptMessage[]> {
  const rows = await db.rows<{ id: number; message: Buffer; at: Date }>(
    'SELECT id, message, at FROM demo_mailbox ORDER BY id DESC LIMIT $1',
    [KEPT],
  )
  return rows.map(({ id, message, at }) => ({
    id,
    at,
    ...(JSON.parse(crypto.open(message, CONTEXT).toString()) as Message),
  }))
}

/** Takes the mails away that `tells` finds, in subject, text or address. */
export async function forgetMail(
  db: Connection,
  crypto: Crypto,
  tells: (text: string) => boolean,
): Promise<void> {
  const told = (await readMailbox(db, crypto)).filter(({ to, subject, text }) =>
    tells(`${to} ${subject} ${text}`),
  )
  await db.rows('DELETE FROM demo_mailbox WHERE id = ANY ($1::int[])', [told.map(({ id }) => id)])
}

/** For the rotation of keys. There are few rows, so the key is read from each. */
export function mailboxReseal(crypto: Pick<Crypto, 'keyIdOf'>): ResealTarget {
  return {
    name: 'demo_mailbox',
    async nextBatch(tx, activeKeyId, limit, after) {
      const rows = await tx.rows<{ id: number; message: Buffer }>(
        'SELECT id, message FROM demo_mailbox WHERE id > $1 ORDER BY id',
        [after ?? 0],
      )
      return rows
        .filter(({ message }) => crypto.keyIdOf(message) !== activeKeyId)
        .slice(0, limit)
        .map(({ id, message }) => ({ id, bytes: message, context: CONTEXT }))
    },
    async reseal(tx, row, bytes) {
      await tx.rows('UPDATE demo_mailbox SET message = $3 WHERE id = $1 AND message = $2', [
        row.id,
        row.bytes,
        bytes,
      ])
    },
  }
}
