import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Connection } from '../../../platform/database/database.ts'
import { BEFORE_FIRST, type Link, linkHash, SAID, SETTLED_ID } from './chain.ts'

const PAGE = 2000

/** What the verification of the audit log found. */
export interface Verdict {
  /** The first entry that is not as it was written, in the order of the chain; null when all are. */
  broken: { auditId: number | null; sentence: string } | null
  /** Entries found as they were written, up to the broken one. */
  intact: number
  /** Entries younger than the chain: the job has not come to them yet. */
  waiting: number
  /** The last link that holds. Kept elsewhere, it shows a later verification that nothing was cut off. */
  head: Link
  /** Whether the database role of the application owns the log, and so could switch its triggers off. */
  isOwned: boolean
}

/** Reads the whole chain against the entries. Changes nothing, and holds nobody up.
 *  @param expected a head noted earlier, that must be in the chain still */
export async function verifyChain(
  db: Connection,
  crypto: Pick<Crypto, 'hash'>,
  expected?: Link,
): Promise<Verdict> {
  const [found] = await db.rows<{ is_owned: boolean; waiting: number; slipped_in: number | null }>(
    `SELECT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = 'audit_logs'::regclass), 'USAGE') AS is_owned,
            count(*) AS waiting, min(a.id) FILTER (WHERE a.id <= ${SETTLED_ID}) AS slipped_in
     FROM audit_logs a WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.audit_id = a.id)`,
  )
  const [mark] = await db.rows<{ highest_id: number; is_linked: boolean }>(
    `SELECT highest_id, EXISTS (SELECT FROM audit_chain c WHERE c.audit_id = m.highest_id) AS is_linked
     FROM audit_chain_marks m ORDER BY id DESC LIMIT 1`,
  )
  const { head, broken } = await walk(db, crypto, expected)
  const verdict = (fault: Verdict['broken']): Verdict => ({
    broken: fault,
    intact: head.position,
    waiting: found?.waiting ?? 0,
    head,
    isOwned: found?.is_owned ?? true,
  })
  if (broken) return verdict(broken)
  if (mark && !mark.is_linked)
    return verdict(at(mark.highest_id, 'was chained, and is gone with the end of the chain'))
  if (expected && expected.position > head.position)
    return verdict({
      auditId: null,
      sentence: `The chain ends at ${head.position}, and once reached ${expected.position}: its end was cut off`,
    })
  if (found?.slipped_in) return verdict(at(found.slipped_in, 'was put in afterwards, behind the chain'))
  return verdict(null)
}

interface LinkedRow extends Link {
  audit_id: number
  said: string | null
}

async function walk(
  db: Connection,
  crypto: Pick<Crypto, 'hash'>,
  expected: Link | undefined,
): Promise<{ head: Link; broken: Verdict['broken'] }> {
  let head = BEFORE_FIRST
  let lastId: number | null = null
  for (;;) {
    const rows: LinkedRow[] = await db.rows<LinkedRow>(
      `SELECT c.position, c.audit_id, c.hash, CASE WHEN a.id IS NOT NULL THEN ${SAID} END AS said
       FROM audit_chain c LEFT JOIN audit_logs a ON a.id = c.audit_id
       WHERE c.position > $1 ORDER BY c.position LIMIT ${PAGE}`,
      [head.position],
    )
    for (const row of rows) {
      const fault = faultOf(row, head, lastId, crypto, expected)
      if (fault) return { head, broken: fault }
      head = { position: row.position, hash: row.hash }
      lastId = row.audit_id
    }
    if (rows.length < PAGE) return { head, broken: null }
  }
}

function faultOf(
  row: LinkedRow,
  before: Link,
  lastId: number | null,
  crypto: Pick<Crypto, 'hash'>,
  expected: Link | undefined,
): Verdict['broken'] {
  if (row.position !== before.position + 1) {
    const place = lastId === null ? 'The first entry' : `The entry behind ${lastId}`
    return { auditId: null, sentence: `${place} is gone, with its link ${before.position + 1} of the chain` }
  }
  if (row.said === null) return at(row.audit_id, 'was deleted')
  if (linkHash(crypto, before, row.said) !== row.hash)
    return at(row.audit_id, 'is not what was written there: it was changed, or moved to another place')
  if (row.position === expected?.position && row.hash !== expected.hash)
    return at(row.audit_id, 'is not the one that was noted: the chain was written anew')
  return null
}

function at(auditId: number, what: string): Verdict['broken'] {
  return { auditId, sentence: `Entry ${auditId} ${what}` }
}
