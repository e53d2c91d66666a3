import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { Contact } from './contact.ts'
import { type Match, markPairs } from './duplicates.ts'
import { announce, type LeadEventName } from './lead-facts.ts'
import type { LeadRow } from './lead-row.ts'
import { leadTerms } from './lead-terms.ts'
import type { Stages } from './leads.neighbours.ts'
import { insertLead, type LeadValues, replaceExternalIds } from './leads.repository.ts'

/** What a new lead has when nothing is said. */
export const EMPTY_COLUMNS = {
  location: null,
  language: null,
  project_type: null,
  property_type: null,
  configuration: null,
  carpet_area_sqft: null,
  budget: null,
  style: null,
  possession_date: null,
  source: null,
  campaign_id: null,
  referred_by: null,
  competitor: null,
  lost_note: null,
  tags: [],
  custom: {},
  consent: {},
  score: null,
  priority: null,
  response_due_at: null,
}

export interface NewLead {
  values: LeadValues
  contact: Contact
  /** `contactTerms` of the contact. */
  reach?: readonly string[]
  externalIds: readonly { system: string; id: string }[]
  /** Living leads with the same contact, as `lockMatches` of this transaction finds them. */
  matches: readonly Match[] | Promise<readonly Match[]>
  event: LeadEventName
  /** When it happened, of a lead with a past. */
  at?: Date
  /** The stage it came into first, when it has moved since. */
  firstStageId?: number
  data?: Record<string, unknown>
}

/** Writes a lead with all that belongs to it: what finds it, its ids elsewhere, its entry into its stage, its duplicates, its event.
 *  @throws AppError "rule-violated" when another lead has one of its ids elsewhere */
export async function addLead(
  tx: Transaction,
  { crypto, stages }: { crypto: Crypto; stages: Stages },
  { values, contact, reach, externalIds, matches, event, data, at, firstStageId = values.stage_id }: NewLead,
): Promise<LeadRow> {
  const found = leadTerms(crypto, { name: values.name, location: values.location, contact }, reach)
  const [row, others] = await Promise.all([insertLead(tx, values, found), matches])
  if (externalIds.length > 0) await giveExternalIds(tx, row, externalIds)
  stages.recordMove(tx, {
    leadId: row.id,
    fromStageId: null,
    toStageId: firstStageId,
    userId: row.created_by,
    at: row.created_at,
  })
  const facts = { status: row.status, stage_id: row.stage_id, source: row.source, ...data }
  announce(tx, event, row, row.created_by, facts, { at })
  await pair(tx, row, others, { at })
  return row
}

/** Marks a lead and its matches as duplicates of each other, and says so of the others, but for those `known` to be. */
export async function pair(
  tx: Transaction,
  row: LeadRow,
  matches: readonly Match[],
  { at, known = [] }: { at?: Date | undefined; known?: readonly number[] } = {},
): Promise<void> {
  await markPairs(tx, row.id, matches)
  row.is_duplicate ||= matches.length > 0
  for (const other of new Map(matches.map(match => [match.leadId, match])).values()) {
    if (known.includes(other.leadId)) continue
    const standing = { ...row, id: other.leadId, assigned_to: other.ownerId, team_id: other.teamId }
    announce(tx, 'lead.duplicate_found', standing, null, { matched_on: other.matchedOn }, { at })
  }
}

/** Gives the lead these ids in other systems, in place of those it had.
 *  @throws AppError "rule-violated" when another lead has one of them */
export async function giveExternalIds(
  tx: Transaction,
  row: LeadRow,
  ids: readonly { system: string; id: string }[],
): Promise<void> {
  const [taken] = await replaceExternalIds(tx, row.id, ids)
  if (taken) {
    const message = `Another lead is ${taken.id} in ${taken.system}`
    throw new AppError('rule-violated', { errors: [{ path: 'external_ids', message }] })
  }
  row.external_ids = inOrder(ids)
}

/** External ids in the order in which they are shown. */
export const inOrder = (ids: readonly { system: string; id: string }[]) =>
  [...ids].sort((a, b) => a.system.localeCompare(b.system) || a.id.localeCompare(b.id))
