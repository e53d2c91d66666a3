import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Connection, Database } from '../../../platform/database/database.ts'

/** Entries chained in one transaction. */
const BATCH = 1000

/** Any number that nobody else uses: two processes that chain at once take turns. */
const LOCK = 7461045

/** All that an entry says, as text: every column but those that are empty, so that a column added later changes no entry written before it. */
export const SAID = `(jsonb_strip_nulls(to_jsonb(a) - 'details' - 'at')
  || jsonb_build_object('at', (extract(epoch FROM a.at) * 1000000)::bigint, 'details', a.details))::text`

/**
 * The id up to which every entry is chained: a run noted it, and the last run began after all that was under way then had ended. The five
 * minutes between are for a writer that has the id of its entry and not yet the number of its transaction, which takes microseconds.
 */
export const SETTLED_ID = `coalesce((SELECT m.highest_id FROM audit_chain_marks m
  JOIN (SELECT oldest_xid, at FROM audit_chain_marks ORDER BY id DESC LIMIT 1) newest
    ON m.next_xid <= newest.oldest_xid AND m.at < newest.at - interval '5 minutes'
  ORDER BY m.id DESC LIMIT 1), 0)`

export interface Link {
  position: number
  hash: string
}

/** What stands before the first link. */
export const BEFORE_FIRST: Link = { position: 0, hash: '' }

/** The hash of the link behind `previous` for an entry that says `said`. */
export function linkHash(crypto: Pick<Crypto, 'hash'>, previous: Link, said: string): string {
  return crypto.hash('audit', `${previous.position + 1}\n${previous.hash}\n${said}`)
}

/**
 * Chains the entries that are not chained yet, oldest first. An entry committed later than one with a higher id comes behind it, in a later run.
 * Safe to break off and to repeat at any point.
 * @returns how many were chained
 */
export async function extendChain(
  db: Database,
  crypto: Pick<Crypto, 'hash'>,
  signal?: AbortSignal,
): Promise<number> {
  const [start] = await db.rows<{
    highest: number | null
    settled: number
    next_xid: string
    oldest_xid: string
  }>(
    `SELECT (SELECT max(id) FROM audit_logs) AS highest, ${SETTLED_ID} AS settled,
            pg_snapshot_xmax(pg_current_snapshot())::text AS next_xid, pg_snapshot_xmin(pg_current_snapshot())::text AS oldest_xid`,
  )
  if (!start?.highest) return 0
  const { highest, next_xid, oldest_xid } = start
  let after = start.settled
  let chained = 0
  while (after < highest) {
    signal?.throwIfAborted()
    const batch = await chainBatch(db, crypto, after, highest)
    chained += batch.count
    after = batch.lastId
  }
  if (chained > 0)
    await db.rows(
      'INSERT INTO audit_chain_marks (highest_id, next_xid, oldest_xid) VALUES ($1, $2::xid8, $3::xid8)',
      [highest, next_xid, oldest_xid],
    )
  return chained
}

async function chainBatch(
  db: Database,
  crypto: Pick<Crypto, 'hash'>,
  after: number,
  upTo: number,
): Promise<{ count: number; lastId: number }> {
  return db.inTransaction(async tx => {
    await tx.rows('SELECT pg_advisory_xact_lock($1)', [LOCK])
    const entries = await tx.rows<{ id: number; said: string }>(
      `SELECT a.id, ${SAID} AS said FROM audit_logs a
       WHERE a.id > $1 AND a.id <= $2 AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.audit_id = a.id)
       ORDER BY a.id LIMIT ${BATCH}`,
      [after, upTo],
    )
    const last = entries.at(-1)
    if (!last) return { count: 0, lastId: upTo }
    let link = await lastLink(tx)
    const links = entries.map(({ id, said }) => {
      link = { position: link.position + 1, hash: linkHash(crypto, link, said) }
      return { position: link.position, audit_id: id, hash: link.hash }
    })
    await tx.rows(
      `INSERT INTO audit_chain (position, audit_id, hash)
       SELECT position, audit_id, hash FROM jsonb_to_recordset($1::jsonb) AS l (position bigint, audit_id bigint, hash text)`,
      [JSON.stringify(links)],
    )
    return { count: links.length, lastId: entries.length < BATCH ? upTo : last.id }
  })
}

async function lastLink(db: Connection): Promise<Link> {
  const [last] = await db.rows<Link>('SELECT position, hash FROM audit_chain ORDER BY position DESC LIMIT 1')
  return last ?? BEFORE_FIRST
}
