import type { Contact } from './contact.ts'
import type { Lead, LeadStatus, ProjectType } from './leads.schemas.ts'

/** A row of `leads` as the database hands it over, with its external ids. */
export interface LeadRow {
  id: number
  name: string
  contact: Buffer | null
  contact_key_id: string | null
  location: string | null
  language: string | null
  project_type: ProjectType | null
  property_type: string | null
  configuration: string | null
  carpet_area_sqft: number | null
  budget: number | null
  style: string | null
  possession_date: string | null
  source: string | null
  campaign_id: number | null
  referred_by: string | null
  external_ids: { system: string; id: string }[] | null
  status: LeadStatus
  pipeline_id: number
  stage_id: number
  stage_entered_at: Date
  lost_reason: string | null
  /** The firm that it went to. */
  competitor: string | null
  /** What was said about the loss. */
  lost_note: string | null
  /** Order within the stage, the highest on top. */
  position: number
  /** Off the board until this day. */
  sleeps_until: string | null
  woke_at: Date | null
  score: number | null
  /** Score with urgency: see `URGENCY`. Null once closed, and while asleep. */
  priority: number | null
  assigned_to: number | null
  team_id: number | null
  tags: string[]
  custom: Lead['custom']
  consent: Lead['consent']
  is_duplicate: boolean
  in_household: boolean
  created_by: number | null
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
  deleted_by: number | null
  /** When its person was erased: it is a row for figures since, and nobody changes it. */
  erased_at: Date | null
  next_activity_at: Date | null
  last_activity_at: Date | null
  response_due_at: Date | null
  first_response_at: Date | null
  response_minutes: number | null
  /** The lead that this one was merged into; it is deleted then. */
  merged_into: number | null
  version: number
  row_rev: number
}

/** Columns of a `LeadRow`, from `leads l`. Few leads have ids elsewhere, and to gather none costs as much as half of the row. */
export const LEAD_COLUMNS = `l.*, CASE WHEN EXISTS (SELECT FROM lead_external_ids x WHERE x.lead_id = l.id) THEN
  (SELECT jsonb_agg(jsonb_build_object('system', x.system, 'id', x.external_id) ORDER BY x.system, x.external_id)
   FROM lead_external_ids x WHERE x.lead_id = l.id) END AS external_ids`

/** Names that a lead shows but other modules keep. */
export interface LeadNames {
  currency: string
  person(id: number): string | undefined
  stage(id: number): string | undefined
  campaign(id: number): string | undefined
}

/** A lead as it goes over the wire. */
export function toLead(row: LeadRow, contact: Contact, names: LeadNames): Lead {
  const ownerName = row.assigned_to === null ? undefined : names.person(row.assigned_to)
  return {
    id: row.id,
    name: row.name,
    email: contact.email,
    phone: contact.phone,
    phones: contact.phones,
    address: contact.address,
    location: row.location,
    language: row.language,
    project_type: row.project_type,
    property_type: row.property_type,
    configuration: row.configuration,
    carpet_area_sqft: row.carpet_area_sqft,
    budget: row.budget,
    currency: names.currency,
    style: row.style,
    possession_date: row.possession_date,
    source: row.source,
    campaign_id: row.campaign_id,
    campaign: row.campaign_id === null ? null : (names.campaign(row.campaign_id) ?? null),
    referred_by: row.referred_by,
    external_ids: row.external_ids ?? [],
    status: row.status,
    pipeline_id: row.pipeline_id,
    stage_id: row.stage_id,
    stage: names.stage(row.stage_id) ?? '',
    stage_entered_at: row.stage_entered_at.toISOString(),
    lost_reason: row.lost_reason,
    competitor: row.competitor,
    lost_note: row.lost_note,
    sleeps_until: row.sleeps_until,
    score: row.score,
    priority: row.priority,
    assigned_to: row.assigned_to,
    owner:
      row.assigned_to !== null && ownerName !== undefined ? { id: row.assigned_to, name: ownerName } : null,
    team_id: row.team_id,
    tags: row.tags,
    custom: row.custom,
    consent: row.consent,
    is_duplicate: row.is_duplicate,
    next_activity_at: row.next_activity_at?.toISOString() ?? null,
    last_activity_at: row.last_activity_at?.toISOString() ?? null,
    response_due_at: row.response_due_at?.toISOString() ?? null,
    response_minutes: row.response_minutes,
    in_household: row.in_household,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    deleted_at: row.deleted_at?.toISOString() ?? null,
    erased_at: row.erased_at?.toISOString() ?? null,
    version: row.version,
  }
}
