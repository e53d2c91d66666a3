import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { openContact } from '../contact.ts'
import { refreshMarks } from '../lead-duplicates.repository.ts'
import { addressTerm, soundTerm } from '../lead-terms.ts'
import { scoreOf } from './likeness.ts'
import {
  addFound,
  addTerms,
  type Comparable,
  dropFound,
  type FoundPair,
  findComparable,
  findUnder,
  foundPairsOf,
  holdLeads,
  settledAmong,
  similarities,
} from './look-alikes.repository.ts'
import { soundOfName } from './name-key.ts'

/** A name borne by more leads of one city than this tells nothing of who it is, and an address of more is an office or a tower. */
export const MOST_UNDER_A_TERM = 6

type Pair = Pick<FoundPair, 'lead_id' | 'other_id'>

const keyOf = (pair: Pair) => `${pair.lead_id}-${pair.other_id}`
const inOrder = (a: number, b: number): Pair =>
  a < b ? { lead_id: a, other_id: b } : { lead_id: b, other_id: a }

/**
 * Brings the pairs of these leads that names and addresses make in line with what the leads are now: finds who stands under the same
 * term, compares the names by trigrams, and leaves out whom a person told apart. With `withTerms` the leads are given the terms first.
 */
export async function compareLeads(
  db: Database,
  crypto: Crypto,
  ids: readonly number[],
  { withTerms = false } = {},
): Promise<void> {
  const leads = await findComparable(db, ids)
  const termsOf = new Map(
    leads.map(lead => [
      lead,
      { sound: soundTerm(lead), address: addressTerm(crypto, openContact(crypto, lead.contact)) },
    ]),
  )
  if (withTerms) {
    const terms = [...termsOf].flatMap(([{ id }, { sound, address }]) =>
      [sound, address].filter(term => term !== null).map(term => ({ term, id })),
    )
    await db.inTransaction(tx => addTerms(tx, terms))
  }
  const asked = [...termsOf.values()].flatMap(({ sound, address }) =>
    [sound, address].filter(term => term !== null),
  )
  const under = await standingUnder(db, asked)
  const found = [...(await byName(db, leads, termsOf, under)), ...byAddress(leads, termsOf, under)]
  const settled = await settledAmong(db, found)
  const wanted = found.filter(
    pair =>
      !settled.decided.has(keyOf(pair)) && (pair.matched_on !== 'name' || !settled.strong.has(keyOf(pair))),
  )
  const before = await foundPairsOf(db, ids)
  const { gone, added } = difference(before, wanted)
  if (gone.length + added.length > 0) await db.inTransaction(tx => write(tx, gone, added))
}

async function standingUnder(db: Database, terms: readonly string[]): Promise<Map<string, Comparable[]>> {
  const under = new Map<string, Comparable[]>()
  if (terms.length === 0) return under
  for (const { term, ...lead } of await findUnder(db, terms, MOST_UNDER_A_TERM + 1)) {
    under.set(term, [...(under.get(term) ?? []), lead])
  }
  for (const [term, leads] of under) if (leads.length > MOST_UNDER_A_TERM) under.delete(term)
  return under
}

type TermsOf = ReadonlyMap<Comparable, { sound: string | null; address: string | null }>
type Under = ReadonlyMap<string, readonly Comparable[]>

function metUnder(term: string | null, lead: Comparable, under: Under): Comparable[] {
  return term === null ? [] : (under.get(term) ?? []).filter(other => other.id !== lead.id)
}

async function byName(
  db: Database,
  leads: readonly Comparable[],
  termsOf: TermsOf,
  under: Under,
): Promise<FoundPair[]> {
  const met = new Map<string, readonly [Comparable, Comparable]>()
  for (const lead of leads) {
    for (const other of metUnder(termsOf.get(lead)?.sound ?? null, lead, under)) {
      met.set(keyOf(inOrder(lead.id, other.id)), [lead, other])
    }
  }
  const pairs = [...met.values()]
  const alike = await similarities(
    db,
    pairs.map(([one, other]) => [soundOfName(one.name), soundOfName(other.name)] as const),
  )
  return pairs.flatMap(([one, other], i): FoundPair[] => {
    const score = scoreOf(alike[i] ?? 0, one, other)
    return score === null
      ? []
      : [{ ...inOrder(one.id, other.id), matched_on: 'name', strength: 'weak', score }]
  })
}

function byAddress(leads: readonly Comparable[], termsOf: TermsOf, under: Under): FoundPair[] {
  const met = new Map<string, FoundPair>()
  for (const lead of leads) {
    for (const other of metUnder(termsOf.get(lead)?.address ?? null, lead, under)) {
      const pair = inOrder(lead.id, other.id)
      met.set(keyOf(pair), { ...pair, matched_on: 'address', strength: 'household', score: 100 })
    }
  }
  return [...met.values()]
}

function difference(before: readonly FoundPair[], now: readonly FoundPair[]) {
  const kindOf = (pair: FoundPair) => `${keyOf(pair)} ${pair.matched_on}`
  const wanted = new Map(now.map(pair => [kindOf(pair), pair]))
  const had = new Map(before.map(pair => [kindOf(pair), pair]))
  return {
    gone: before.filter(pair => !wanted.has(kindOf(pair))),
    added: now.filter(pair => had.get(kindOf(pair))?.score !== pair.score),
  }
}

async function write(
  tx: Transaction,
  gone: readonly FoundPair[],
  added: readonly FoundPair[],
): Promise<void> {
  const ids = [...gone, ...added].flatMap(pair => [pair.lead_id, pair.other_id])
  const living = await holdLeads(tx, ids)
  await dropFound(tx, gone)
  // Between the look and the lock a lead may have been deleted, or a person may have told the two apart.
  const possible = added.filter(pair => living.has(pair.lead_id) && living.has(pair.other_id))
  const { decided } = await settledAmong(tx, possible)
  await addFound(
    tx,
    possible.filter(pair => !decided.has(keyOf(pair))),
  )
  await refreshMarks(tx, ids)
}
