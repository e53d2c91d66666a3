import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError, invalidInput } from '../../platform/errors.ts'
import { type Match, visibleTo } from './duplicates.ts'
import type { FieldCatalogue } from './fields/field-catalogue.ts'
import type { Where } from './lead-filter.ts'
import type { LeadReader, LeadSettings } from './lead-reader.ts'
import type { LeadRow } from './lead-row.ts'
import type { Author, LeadNeighbours } from './leads.neighbours.ts'
import { lockById } from './leads.repository.ts'
import { type LeadPatch, MAX_TAGS } from './leads.schemas.ts'
import { lockWithPaired } from './lock-leads.ts'
import type { LossCatalogue } from './losses/loss-catalogue.ts'
import type { TagCatalogue } from './tags/tag-catalogue.ts'
import { ToldLimit } from './told-limit.ts'

export interface LeadWritingNeeds {
  crypto: Crypto
  settings: LeadSettings
  neighbours: LeadNeighbours
  reader: LeadReader
  fields: FieldCatalogue
  tags: TagCatalogue
  losses: LossCatalogue
  now: () => Date
}

/** What all that writes a lead has in common, whether it adds, changes, deletes or restores it. */
export class LeadWriting {
  readonly needs: LeadWritingNeeds
  readonly #told: ToldLimit

  constructor(needs: LeadWritingNeeds) {
    this.needs = needs
    this.#told = new ToldLimit(needs.now)
  }

  /** The lead, with those that stand under the same phone or e-mail, held until the transaction ends. */
  async lockWithPaired(
    tx: Transaction,
    id: number,
    scope: Where,
    termsAfter?: (lead: LeadRow) => readonly string[],
  ): Promise<LeadRow | undefined> {
    const lock = (one: number) => lockById(tx, one, scope)
    return (await lockWithPaired(tx, this.needs.crypto, [id], lock, termsAfter)).get(id)
  }

  /** Whoever was told too often of leads that they do not see adds and edits no contact for a while.
   *  @throws AppError "too-many-requests" */
  demandTelling({ principal, tellsNobody }: Author): void {
    if (!tellsNobody) this.#told.demand(principal.userId)
  }

  /** As with the look while typing: who is told of leads that they do not see is on record, and counted. */
  outOfReach({ principal, tellsNobody }: Author, matches: readonly Match[]) {
    const visible = visibleTo(principal)
    const unseen = new Set(matches.filter(match => !visible(match)).map(({ leadId }) => leadId)).size
    if (unseen === 0 || tellsNobody) return undefined
    this.#told.note(principal.userId)
    return { duplicates_out_of_reach: unseen }
  }

  /** The tags that the patch asks for, as the firm writes them; nothing when it does not mention them.
   *  @throws AppError "invalid-input" for too many */
  async tags(tx: Transaction, by: Author, { tags }: LeadPatch): Promise<{ tags?: string[] }> {
    if (!tags) return {}
    // Of a change of many, which adds to what each lead has.
    if (tags.length > MAX_TAGS) throw invalidInput('tags', `A lead has at most ${MAX_TAGS} tags`)
    return { tags: await this.needs.tags.asWritten(tx, tags, by.principal.userId) }
  }

  /** @throws AppError "rule-violated" when there is no such campaign */
  async checkCampaign(id: number | null | undefined): Promise<void> {
    if (id == null || (await this.needs.neighbours.campaigns.has(id))) return
    throw new AppError('rule-violated', {
      errors: [{ path: 'campaign_id', message: 'There is no such campaign' }],
    })
  }

  audit(
    tx: Transaction,
    by: Author,
    action: string,
    leadId: number,
    details?: Record<string, unknown>,
  ): void {
    this.needs.neighbours.audit(tx, { ...by, action, leadId, ...(details && { details }) })
  }
}

/** Who says what a person agreed to, and when. */
export const saidBy = ({ principal, said }: Author, at: Date) => ({
  source: said?.source ?? (principal.apiKeyId === undefined ? ('hand' as const) : ('form' as const)),
  at: said?.at ?? at,
  note: said?.note ?? null,
  recorded_by: principal.userId,
})
