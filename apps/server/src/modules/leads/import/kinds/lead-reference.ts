import type { Crypto } from '../../../../platform/crypto/crypto.ts'
import type { Connection } from '../../../../platform/database/database.ts'
import { NO_CONTACT } from '../../contact.ts'
import { leadsByExternalIds, leadsByTerms } from '../../lead-bulk.repository.ts'
import { contactTerms } from '../../lead-terms.ts'
import type { ImportField, ImportRun, Reading } from './import-kind.ts'

/** Fields by which a row of another kind (a deal, a call) names its lead. */
export const LEAD_REFERENCE_FIELDS: readonly ImportField[] = [
  {
    name: 'lead_id',
    label: 'Id of the lead',
    type: 'id',
    maxLength: 200,
    called: /^(lead|mql|prospect|contact|customer|who|person|account)( record)? (id|number)$/,
  },
  {
    name: 'lead_phone',
    label: 'Phone of the lead',
    type: 'phone',
    called: /^(lead |contact |customer )?(phone|mobile)( (number|no))?$/,
  },
  {
    name: 'lead_email',
    label: 'E-mail of the lead',
    type: 'email',
    called: /^(lead |contact |customer )?e ?mail( address)?$/,
  },
]

/** What every kind with `LEAD_REFERENCE_FIELDS` needs. */
export const LEAD_REFERENCE_NEEDS = {
  oneOf: ['lead_id', 'lead_phone', 'lead_email'],
  unmapped:
    'one column must say which lead a row belongs to: its id in the old system, its phone or its e-mail',
  empty: 'is empty: the row names no lead',
} as const

/** The lead that a row belongs to. */
export interface ReferredLead {
  id: number
  ownerId: number | null
  teamId: number | null
}

/** Finds the living lead of each row, in their order: by its id in the other system, as earlier files brought it, else by phone or
 *  e-mail; undefined where there is none. */
export async function findReferredLeads(
  crypto: Crypto,
  db: Connection,
  run: ImportRun,
  rows: readonly Reading[],
): Promise<(ReferredLead | undefined)[]> {
  const get = (row: Reading, field: string) => (row.values.get(field) as string | undefined) ?? null
  const terms = rows.map(row =>
    contactTerms(crypto, { ...NO_CONTACT, phone: get(row, 'lead_phone'), email: get(row, 'lead_email') }),
  )
  const ids = [...new Set(rows.flatMap(row => get(row, 'lead_id') ?? []))]
  const [known, sharing] = await Promise.all([
    leadsByExternalIds(db, run.mapping.system, ids),
    leadsByTerms(db, [...new Set(terms.flat())]),
  ])
  const byId = new Map(known.filter(lead => !lead.is_deleted).map(lead => [lead.external_id, lead]))
  // Newest last in the list of entries would win: the newest lead of a phone is asked for.
  const byTerm = new Map([...sharing].reverse().map(lead => [lead.term, lead]))
  return rows.map((row, i) => {
    const found = byId.get(get(row, 'lead_id') ?? '') ?? terms[i]?.map(term => byTerm.get(term)).find(Boolean)
    return found && { id: found.lead_id, ownerId: found.owner_id, teamId: found.team_id }
  })
}
