import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { openContact } from '../contact.ts'
import { UNKNOWN_LOSS } from '../import/kinds/imported-lead.ts'
import { ALL_KINDS, dropPairs } from '../lead-duplicates.repository.ts'
import { eventsHolding } from './events-holding.ts'
import { type Person, type PersonalHolding, rowsOfPerson } from './holding.ts'
import { tracer, tracesOf } from './person.ts'

/** What a lead without a person is called. */
export const ERASED_NAME = 'Erased person'

/** What is left of a lead: all that figures are made of. A lead that is still open sleeps for ever: nobody is to call it. */
const LEFT_OF_LEAD = `name = '${ERASED_NAME}', contact = NULL, contact_key_id = NULL, referred_by = NULL, lost_note = NULL,
  custom = '{}', consent = '{}', language = NULL, next_activity_at = NULL, response_due_at = NULL,
  sleeps_until = CASE WHEN t.status IN ('converted', 'lost') THEN t.sleeps_until ELSE '9999-12-31' END,
  priority = NULL, is_duplicate = false, in_household = false, erased_at = coalesce(t.erased_at, now()),
  version = t.version + (t.erased_at IS NULL)::int`

const row = rowsOfPerson({
  name: 'leads',
  label: 'Leads',
  table: 'leads',
  of: 't.id = ANY ($1::int[])',
  tells: `t.id, t.name, t.location AS city, t.language, t.project_type, t.property_type, t.configuration, t.carpet_area_sqft,
    t.budget, t.style, t.possession_date, t.source, t.referred_by, t.status, t.lost_reason, t.competitor, t.lost_note, t.score,
    t.tags, t.custom, t.consent, t.created_at, t.updated_at, t.deleted_at, t.merged_into`,
  leaves: LEFT_OF_LEAD,
})

const leads = (crypto: Crypto): PersonalHolding => ({
  ...row,
  async tell(db, person) {
    const told = await row.tell(db, person)
    const sealed = await db.rows<{ id: number; contact: Buffer | null }>(
      'SELECT id, contact FROM leads WHERE id = ANY ($1::int[])',
      [person.leadIds],
    )
    const contacts = new Map(sealed.map(({ id, contact }) => [id, openContact(crypto, contact)]))
    return told.map(lead => ({ ...lead, ...contacts.get(Number(lead.id)) }))
  },
  async erase(tx, person) {
    // What others are marked with for sharing something with this person goes with it.
    for (const id of person.leadIds) await dropPairs(tx, id, ALL_KINDS)
    await dropTellingReasons(tx, crypto, person)
    await row.erase(tx, person)
  },
})

/** Reports count reasons of losses, own words too: those stay unless they tell of the person. Done again it changes nothing, for then
 *  nothing is known of the person any more. */
async function dropTellingReasons(tx: Transaction, crypto: Crypto, { leadIds }: Person): Promise<void> {
  const tells = tracer(await tracesOf(tx, crypto, leadIds))
  const given = await tx.rows<{ id: number; lost_reason: string }>(
    'SELECT id, lost_reason FROM leads WHERE id = ANY ($1::int[]) AND lost_reason IS NOT NULL',
    [leadIds],
  )
  const telling = given.filter(({ lost_reason }) => tells(lost_reason)).map(({ id }) => id)
  await tx.rows('UPDATE leads SET lost_reason = $2 WHERE id = ANY ($1::int[])', [telling, UNKNOWN_LOSS])
}

const ofEither = 't.lead_id = ANY ($1::int[]) OR t.other_id = ANY ($1::int[])'

/** What this module holds of people. */
export const leadHoldings = (crypto: Crypto): readonly PersonalHolding[] => [
  leads(crypto),
  eventsHolding,
  rowsOfPerson({ name: 'search-keys', label: 'What searches find them by', table: 'lead_terms' }),
  rowsOfPerson({
    name: 'ids-elsewhere',
    label: 'Numbers in other systems',
    table: 'lead_external_ids',
    tells: 't.system, t.external_id',
  }),
  rowsOfPerson({
    name: 'duplicates',
    label: 'Leads that look alike',
    table: 'lead_duplicates',
    of: ofEither,
  }),
  rowsOfPerson({
    name: 'duplicate-decisions',
    label: 'Whom they were told apart from',
    table: 'duplicate_decisions',
    of: ofEither,
  }),
  rowsOfPerson({
    name: 'access-requests',
    label: 'Who asked to look after them',
    table: 'lead_access_requests',
    tells: 't.created_at, t.status, t.reason',
  }),
  rowsOfPerson({
    name: 'consents',
    label: 'Consents',
    table: 'lead_consents',
    tells: `t.at, (SELECT p.label FROM consent_purposes p WHERE p.id = t.purpose_id) AS purpose,
      (SELECT w.wording FROM consent_wordings w WHERE w.purpose_id = t.purpose_id AND w.version = t.purpose_version) AS wording,
      t.channel, t.is_given AS given, t.source, t.note`,
    order: 't.at, t.id',
  }),
  rowsOfPerson({
    name: 'deals',
    label: 'Deals from files',
    table: 'lead_deals',
    tells: 't.system, t.external_id, t.outcome, t.amount, t.closed_on',
    leaves: "external_id = 'erased-' || t.id",
  }),
  rowsOfPerson({
    name: 'files',
    label: 'Files',
    table: 'lead_files',
    tells: 't.id, t.name, t.kind, t.type, t.bytes, t.created_at, t.deleted_at',
    // Without a lead they are swept away with what is stored of them; quotes and payments forget them then.
    leaves: "lead_id = NULL, name = 'Erased', upload_key = NULL, deleted_at = coalesce(t.deleted_at, now())",
  }),
  rowsOfPerson({
    name: 'merges',
    label: 'Leads that were joined',
    table: 'lead_merges',
    of: 't.winner_id = ANY ($1::int[]) OR t.loser_id = ANY ($1::int[])',
    tells: 't.merged_at, t.winner_id, t.loser_id',
    leaves: 'memory = NULL, memory_key_id = NULL',
  }),
  rowsOfPerson({
    name: 'bulk-changes',
    label: 'Changes of many leads',
    table: 'bulk_change_leads',
    leaves: 'before = NULL, reason = NULL',
  }),
  rowsOfPerson({
    name: 'import-records',
    label: 'What files changed',
    table: 'import_records',
    // What a file wrote of a deal, a call or a follow-up is of a lead, too, by way of what it wrote.
    of: `t.record_type = 'lead' AND t.record_id = ANY ($1::int[]) OR t.record_type <> 'lead' AND t.note IS NOT NULL AND t.import_id IN (
      SELECT (e.data->>'import_id')::int FROM events e WHERE e.lead_id = ANY ($1::int[]) AND e.data ? 'import_id')`,
    leaves: 'note = NULL',
  }),
  rowsOfPerson({
    name: 'holds',
    label: 'Why they must be kept',
    table: 'erasure_holds',
    tells: 't.reason, t.until, t.set_at',
  }),
]
