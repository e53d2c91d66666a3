import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { ResealTarget } from '../../../platform/crypto/rotation.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import type { Author } from '../leads.neighbours.ts'
import type { LeadPatch } from '../leads.schemas.ts'

/** What was filled in for one lead that is converted with others. */
export interface GivenToLead {
  lead_id: number
  /** The version of the lead that it was decided on. */
  version?: number | undefined
  fields?: LeadPatch | undefined
  /** As the module above understands it. */
  evidence?: object | undefined
}

/** Makes clients of leads that are changed together: the module above hands itself in. */
export interface ManyConverter {
  /** Days for which a conversion can be taken back. */
  undoDays: number
  /** Holds what the clients of all these leads are found by, before the first lead is held. */
  hold(tx: Transaction, ids: readonly number[], given: ReadonlyMap<number, GivenToLead>): Promise<void>
  /** @returns what was made; null when the lead is a client already
   *  @throws AppError when the lead is not let through */
  convert(
    tx: Transaction,
    by: Author,
    leadId: number,
    given: Omit<GivenToLead, 'lead_id'> & { note?: string | undefined },
  ): Promise<{ conversionId: number; version: number } | null>
  /** @returns whether that conversion was there to be taken back
   *  @throws AppError when it cannot be any more */
  undo(tx: Transaction, by: Author, leadId: number, conversionId: number): Promise<boolean>
}

const CONTEXT = 'bulk.given'

export function sealGiven(
  crypto: Crypto,
  given: readonly GivenToLead[],
): { given: Buffer | null; given_key_id: string | null } {
  if (given.length === 0) return { given: null, given_key_id: null }
  const { bytes, keyId } = crypto.seal(JSON.stringify(given), CONTEXT)
  return { given: bytes, given_key_id: keyId }
}

/** By lead. */
export function openGiven(crypto: Crypto, sealed: Uint8Array | null): ReadonlyMap<number, GivenToLead> {
  if (!sealed) return new Map()
  const given = JSON.parse(crypto.open(sealed, CONTEXT).toString()) as GivenToLead[]
  return new Map(given.map(one => [one.lead_id, one]))
}

/** For the rotation of keys. */
export const givenReseal: ResealTarget = {
  name: 'bulk_changes',
  async nextBatch(tx, activeKeyId, limit, after) {
    const rows = await tx.rows<{ id: number; bytes: Buffer }>(
      `SELECT id, given AS bytes FROM bulk_changes
       WHERE given IS NOT NULL AND given_key_id <> $1 AND id > $2 ORDER BY id LIMIT $3`,
      [activeKeyId, after ?? 0, limit],
    )
    return rows.map(row => ({ ...row, context: CONTEXT }))
  },
  async reseal(tx, row, bytes, keyId) {
    await tx.rows('UPDATE bulk_changes SET given = $1, given_key_id = $2 WHERE id = $3 AND given = $4', [
      bytes,
      keyId,
      row.id,
      row.bytes,
    ])
  },
}
