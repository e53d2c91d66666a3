/** What the server says about leads, as the screens read it. Names and meanings are those of the API. */
export const LEAD_STATUSES = ['new', 'contacted', 'qualified', 'converted', 'lost'] as const
export type LeadStatus = (typeof LEAD_STATUSES)[number]

export const PROJECT_TYPES = ['residential', 'commercial', 'high_budget'] as const
export type ProjectType = (typeof PROJECT_TYPES)[number]

export interface Person {
  id: number
  name: string
}

export interface ExternalId {
  system: string
  id: string
}

export const CHANNELS = ['call', 'whatsapp', 'email', 'sms'] as const
export type Channel = (typeof CHANNELS)[number]
export type Consent = Partial<Record<Channel, boolean>>

export interface Lead {
  id: number
  name: string
  email: string | null
  /** E.164. */
  phone: string | null
  phones: string[]
  address: string | null
  location: string | null
  language: string | null
  project_type: ProjectType | null
  property_type: string | null
  configuration: string | null
  carpet_area_sqft: number | null
  /** Major units of `currency`. */
  budget: number | null
  currency: string
  style: string | null
  possession_date: string | null
  source: string | null
  campaign_id: number | null
  campaign: string | null
  referred_by: string | null
  external_ids: ExternalId[]
  status: LeadStatus
  pipeline_id: number
  stage_id: number
  stage: string
  stage_entered_at: string
  lost_reason: string | null
  score: number | null
  assigned_to: number | null
  owner: Person | null
  team_id: number | null
  tags: string[]
  custom: Record<string, string | number | boolean | null>
  consent: Consent
  is_duplicate: boolean
  created_at: string
  updated_at: string
  deleted_at: string | null
  version: number
}

/** What a person may write; the rest follows from it. */
export type LeadValues = Pick<
  Lead,
  | 'name'
  | 'email'
  | 'phone'
  | 'phones'
  | 'address'
  | 'location'
  | 'language'
  | 'project_type'
  | 'property_type'
  | 'configuration'
  | 'carpet_area_sqft'
  | 'budget'
  | 'style'
  | 'possession_date'
  | 'source'
  | 'campaign_id'
  | 'referred_by'
  | 'assigned_to'
  | 'status'
  | 'stage_id'
  | 'lost_reason'
  | 'tags'
  | 'consent'
>
export type LeadPatch = Partial<LeadValues>

/** Another lead with the same phone or e-mail; `lead_id` is null when this person may not see it. */
export interface Duplicate {
  lead_id: number | null
  matched_on: 'phone' | 'email'
  owner: Person | null
}

export interface LeadPage {
  data: Lead[]
  next_cursor: string | null
}

export interface LeadCounts {
  total: { count: number; capped: boolean; budget_sum: number | null }
  groups: { value: string | null; count: number }[]
}

export interface Stage {
  id: number
  name: string
  category: LeadStatus
  position: number
  win_probability: number
  stale_after_days: number | null
}

export interface Pipeline {
  id: number
  name: string
  project_type: ProjectType | null
  stages: Stage[]
}

export interface HistoryEntry {
  id: number
  /** The event: `lead.updated`. */
  name: string
  actor: Person | null
  data: Record<string, unknown>
  at: string
}

/** Words for the values of the API, as a salesperson says them. */
export const STATUS_WORDS: Record<LeadStatus, string> = {
  new: 'New',
  contacted: 'Contacted',
  qualified: 'Qualified',
  converted: 'Converted',
  lost: 'Lost',
}

export const PROJECT_TYPE_WORDS: Record<ProjectType, string> = {
  residential: 'Residential',
  commercial: 'Commercial',
  high_budget: 'High budget',
}

export const CHANNEL_WORDS: Record<Channel, string> = {
  call: 'Calls',
  whatsapp: 'WhatsApp',
  email: 'E-mail',
  sms: 'SMS',
}

/** "3 BHK · Baner, Pune": what and where, as far as it is known. */
export function homeOf(lead: Pick<Lead, 'configuration' | 'property_type' | 'location'>): string {
  return [lead.configuration ?? lead.property_type, lead.location].filter(Boolean).join(' · ')
}
