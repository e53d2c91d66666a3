import type { paths } from '@optimwalls/contract'

/** Fields a column may become, in words. */
export const IMPORT_FIELDS = {
  name: 'Name',
  first_name: 'First name',
  last_name: 'Last name',
  phone: 'Phone',
  further_phone: 'Further phone',
  email: 'E-mail',
  address: 'Address',
  location: 'City',
  language: 'Speaks',
  project_type: 'Project type',
  property_type: 'Property',
  configuration: 'Configuration',
  carpet_area_sqft: 'Carpet area',
  budget: 'Budget',
  style: 'Style',
  possession_date: 'Possession',
  source: 'Source',
  referred_by: 'Referred by',
  status: 'Status or stage',
  lost_reason: 'Reason of a loss',
  owner: 'Owner',
  tags: 'Tags',
  external_id: 'Number in the old system',
  created_at: 'Added on',
} as const

export type DateOrder = 'dmy' | 'mdy'

type Answer<P extends keyof paths, M extends 'get' | 'put'> = paths[P] extends {
  [method in M]: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

/** An import and what was found in its file. */
export type ImportWithSurvey = Answer<'/crm/imports/{id}', 'get'>
export type Import = Answer<'/crm/imports', 'get'>['data'][number]
export type ImportMapping = NonNullable<Import['mapping']>
export type ImportPreview = Answer<'/crm/imports/{id}/mapping', 'put'>
export type FoundColumn = ImportWithSurvey['found']['columns'][number]
/** A word that stands in a column, and how often. */
export type FoundValue = ImportWithSurvey['found']['values'][string][number]

/** Where a word of the file leads: a status, or a stage by its id. */
export type Place = NonNullable<ImportMapping['status_values']>[string]

/** Whether rows are being read right now, or will be shortly. */
export const isUnderWay = (status: Import['status']): boolean => status === 'queued' || status === 'running'
