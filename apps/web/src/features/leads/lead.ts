import type { paths } from '@optimwalls/contract'
import type { CustomValue } from './setup.ts'

/** What the server says about leads; names and meanings are those of the API. */
export const LEAD_STATUSES = ['new', 'contacted', 'qualified', 'converted', 'lost'] as const
export type LeadStatus = (typeof LEAD_STATUSES)[number]

export const PROJECT_TYPES = ['residential', 'commercial', 'high_budget'] as const
export type ProjectType = (typeof PROJECT_TYPES)[number]

export const CHANNELS = ['call', 'whatsapp', 'email', 'sms'] as const
export type Channel = (typeof CHANNELS)[number]

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

export type LeadPage = Read<'/crm/leads'>
export type Lead = Read<'/crm/leads/{id}'>
export type LeadCounts = Read<'/crm/leads/counts'>
export type HistoryEntry = Read<'/crm/leads/{id}/history'>['data'][number]
/** Another lead with the same phone or e-mail; `lead_id` is null when this person may not see it. */
export type Duplicate = Read<'/crm/leads/duplicates'>['duplicates'][number]
export type Pipeline = Read<'/crm/pipelines'>['data'][number]
export type Stage = Pipeline['stages'][number]
export type Person = NonNullable<Lead['owner']>

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
  | 'competitor'
  | 'lost_note'
  | 'tags'
  | 'consent'
>
export type LeadPatch = Partial<LeadValues> & {
  /** The firm's own fields, those to be changed; null empties one. */
  custom?: Record<string, CustomValue | null>
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

/** Nobody changes it: it is deleted, or its person was erased. */
export const isSettled = ({ deleted_at, erased_at }: Pick<Lead, 'deleted_at' | 'erased_at'>): boolean =>
  deleted_at !== null || erased_at !== null
