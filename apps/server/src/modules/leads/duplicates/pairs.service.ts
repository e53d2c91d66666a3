import { type Principal, scopeOf } from '@optimwalls/permissions'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { invalidInput } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import { scopeCondition } from '../../access/index.ts'
import { openRequestsOf } from '../access-requests/access-requests.repository.ts'
import { askToken } from '../access-requests/ask-token.ts'
import { openContact } from '../contact.ts'
import { visibleTo } from '../duplicates.ts'
import { refreshMarks } from '../lead-duplicates.repository.ts'
import { announce } from '../lead-facts.ts'
import type { LeadReader } from '../lead-reader.ts'
import { type LeadRow, toLead } from '../lead-row.ts'
import { addressTerm, contactTerms, matchedOn, soundTerm } from '../lead-terms.ts'
import type { LeadNeighbours, Person } from '../leads.neighbours.ts'
import { findByIds } from '../leads.repository.ts'
import type { Author } from '../leads.service.ts'
import { lockTwo } from '../lock-leads.ts'
import {
  dropDecision,
  dropPair,
  findDecision,
  findHousemates,
  listSettled,
  listSuspected,
  type PairRow,
  writeDecision,
  writePair,
} from './pairs.repository.ts'
import type { Household, PairDecision, PairQuery, SuspectedPair } from './pairs.schemas.ts'

export interface PairServiceNeeds {
  db: Database
  crypto: Crypto
  neighbours: Pick<LeadNeighbours, 'people' | 'stages' | 'audit'>
  reader: LeadReader
  now: () => Date
}

/** How long a pair is put off. */
const LATER_MS = 7 * 86_400_000

/** Pairs of leads that may be one person: the list of them, and what people say. */
export class PairService {
  readonly #needs: PairServiceNeeds

  constructor(needs: PairServiceNeeds) {
    this.#needs = needs
  }

  /** Pairs of which the caller may merge at least one lead. A lead that they do not see is told by its owner only, and only where
   *  phone or e-mail are shared: that names are alike is told of leads they see. */
  async list(principal: Principal, { state = 'open', strength, limit = 20, cursor }: PairQuery) {
    const { db } = this.#needs
    const question = `pairs-${state}-${strength ?? ''}`
    const place = cursor === undefined ? null : decodeCursor(cursor, question, ['integer', 'integer'])
    const page = {
      where: reaches(principal, state === 'settled'),
      strength,
      before: place && { otherId: Number(place[0]), leadId: Number(place[1]) },
      limit: limit + 1,
    }
    const rows =
      state === 'settled' ? await listSettled(db, page) : await listSuspected(db, state === 'later', page)
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return {
      data: await this.#told(principal, shown),
      next_cursor: last ? encodeCursor({ q: question, k: [last.other_id, last.lead_id] }) : null,
    }
  }

  async #told(principal: Principal, rows: readonly PairRow[]): Promise<SuspectedPair[]> {
    const { db, crypto, neighbours, reader, now } = this.#needs
    const leads = await findByIds(db, [...new Set(rows.flatMap(row => [row.lead_id, row.other_id]))])
    const byId = new Map(leads.map(lead => [lead.id, lead]))
    const people = await neighbours.people.all()
    const names = await reader.names()
    const isVisible = visibleTo(principal)
    const sees = (lead: LeadRow) => isVisible({ ownerId: lead.assigned_to, teamId: lead.team_id })
    const hidden = leads.filter(lead => !sees(lead)).map(lead => lead.id)
    const asked =
      hidden.length > 0 ? await openRequestsOf(db, principal.userId, hidden) : new Map<number, Date>()
    const side = (lead: LeadRow) => ({
      lead: sees(lead) ? toLead(lead, openContact(crypto, lead.contact), names) : null,
      owner: personOf(people, lead.assigned_to),
      ask_token: sees(lead) ? null : askToken(crypto, principal.userId, lead.id, now()),
      asked_at: asked.get(lead.id)?.toISOString() ?? null,
    })
    return rows.flatMap((row): SuspectedPair[] => {
      const [first, second] = [byId.get(row.lead_id), byId.get(row.other_id)]
      if (!first || !second) return []
      const isWhole = sees(first) && sees(second)
      return [
        {
          first: side(first),
          second: side(second),
          matched_on: row.kinds.filter(kind => isWhole || kind === 'phone' || kind === 'email'),
          strength: row.kinds.length === 0 ? null : row.is_strong ? 'strong' : 'weak',
          score: row.score,
          found_at: row.found_at?.toISOString() ?? null,
          decision: row.decision && {
            is: row.decision,
            by: personOf(people, row.decided_by),
            at: (row.decided_at ?? now()).toISOString(),
            until: row.until?.toISOString() ?? null,
          },
        },
      ]
    })
  }

  /** Notes what a person says of a pair, or takes it back. Saying the same again changes nothing.
   *  @throws AppError "not-found" unless the caller may merge both, "invalid-input" for a lead and itself */
  async decide(tx: Transaction, by: Author, { lead_id: one, other_id: other, decision }: PairDecision) {
    const { crypto, neighbours, reader, now } = this.#needs
    if (one === other) throw invalidInput('other_id', 'must be another lead')
    const leads = await lockTwo(tx, crypto, [one, other], reader.scope(by.principal, 'merge'))
    const pair = { lead_id: Math.min(one, other), other_id: Math.max(one, other) }
    const before = await findDecision(tx, pair.lead_id, pair.other_id)
    if ((before?.decision ?? null) === decision && decision !== 'later') {
      return { ...pair, decision, until: null }
    }
    const at = now()
    const until = decision === 'later' ? new Date(at.getTime() + LATER_MS) : null
    if (decision === null || decision === 'later') {
      if (before && before.decision !== 'later') await this.#pairAgain(tx, pair, leads, before.score)
      await dropDecision(tx, pair)
    }
    if (decision !== null) {
      const score = decision === 'later' ? null : await dropPair(tx, pair)
      await writeDecision(tx, pair, { decision, score, until, userId: by.principal.userId, at })
      if (decision === 'household') {
        await writePair(tx, pair, [{ matched_on: 'said', strength: 'household', score: 100 }])
      }
    }
    await refreshMarks(tx, [pair.lead_id, pair.other_id])
    for (const lead of leads.values()) {
      announce(tx, 'lead.duplicate_settled', lead, by.principal.userId, { decision })
    }
    const details = { other_id: pair.other_id, decision }
    neighbours.audit(tx, { ...by, action: 'settled_duplicates', leadId: pair.lead_id, details })
    return { ...pair, decision, until: until?.toISOString() ?? null }
  }

  /** The pair as what the two have in common makes it. */
  async #pairAgain(
    tx: Transaction,
    pair: { lead_id: number; other_id: number },
    leads: ReadonlyMap<number, LeadRow>,
    score: number | null,
  ): Promise<void> {
    const { crypto } = this.#needs
    const [one, other] = [...leads.values()] as [LeadRow, LeadRow]
    const termsOf = (lead: LeadRow) => contactTerms(crypto, openContact(crypto, lead.contact))
    const shared = termsOf(one).filter(term => termsOf(other).includes(term))
    await dropPair(tx, pair)
    const strong = [...new Set(shared.map(matchedOn))].map(kind => ({
      matched_on: kind,
      strength: 'strong',
      score: 100,
    }))
    const sound = soundTerm(one)
    const isAlike = strong.length === 0 && score !== null && sound !== null && sound === soundTerm(other)
    const weak = isAlike ? [{ matched_on: 'name' as const, strength: 'weak', score }] : []
    await writePair(tx, pair, [...strong, ...weak])
  }

  /** Who shares a phone, an e-mail or an address with a lead that the caller sees. */
  async household(principal: Principal, id: number): Promise<Household> {
    const { db, crypto, neighbours, reader } = this.#needs
    await reader.standing(principal, id)
    const [lead] = await findByIds(db, [id])
    if (!lead) return { members: [], hidden: [] }
    const contact = openContact(crypto, lead.contact)
    const address = addressTerm(crypto, contact)
    const found = await findHousemates(db, id, [
      ...contactTerms(crypto, contact),
      ...(address === null ? [] : [address]),
    ])
    const leads = new Map(
      (
        await findByIds(
          db,
          found.map(one => one.id),
        )
      ).map(row => [row.id, row]),
    )
    const [people, stages] = await Promise.all([neighbours.people.all(), neighbours.stages.all()])
    const isVisible = visibleTo(principal)
    const household: Household = { members: [], hidden: [] }
    const hidden = new Map<number | null, number>()
    for (const { id: memberId, terms, is_confirmed } of found) {
      const member = leads.get(memberId)
      if (!member) continue
      if (!isVisible({ ownerId: member.assigned_to, teamId: member.team_id })) {
        hidden.set(member.assigned_to, (hidden.get(member.assigned_to) ?? 0) + 1)
        continue
      }
      household.members.push({
        lead_id: memberId,
        name: member.name,
        shares: [...new Set(terms.map(term => (term.startsWith('a:') ? 'address' : matchedOn(term))))].sort(),
        is_confirmed,
        status: member.status,
        stage: stages.get(member.stage_id)?.name ?? '',
        owner: personOf(people, member.assigned_to),
      })
    }
    household.hidden = [...hidden].map(([owner, count]) => ({ owner: personOf(people, owner), count }))
    return household
  }
}

/** The condition that the caller may merge both leads, or one of two that share a phone or an e-mail. */
function reaches(principal: Principal, isBoth: boolean): { sql: string; values: unknown[] } {
  if (scopeOf(principal, 'CRM', 'merge') === 'all') return { sql: 'true', values: [] }
  const values: unknown[] = []
  const [a, b] = ['a', 'b'].map(alias =>
    scopeCondition(
      principal,
      'CRM',
      'merge',
      { owner: `${alias}.assigned_to`, team: `${alias}.team_id` },
      values,
    ),
  )
  const both = `(${a} AND ${b})`
  return { sql: isBoth ? both : `(${both} OR (d.strength = 'strong' AND (${a} OR ${b})))`, values }
}

export function personOf(
  people: ReadonlyMap<number, Person>,
  id: number | null,
): { id: number; name: string } | null {
  const person = id === null ? undefined : people.get(id)
  return person ? { id: person.id, name: person.name } : null
}
