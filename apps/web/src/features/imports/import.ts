import type { paths } from '@optimwalls/contract'

export type DateOrder = 'dmy' | 'mdy'

type Answer<P extends keyof paths, M extends 'get' | 'put'> = paths[P] extends {
  [method in M]: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

/** An import and what was found in its file. */
export type ImportWithSurvey = Answer<'/crm/imports/{id}', 'get'>
export type Found = ImportWithSurvey['found']
export type ImportPageOf = Answer<'/crm/imports', 'get'>
export type Import = ImportPageOf['data'][number]
export type ImportMapping = NonNullable<Import['mapping']>
export type ImportPreview = Answer<'/crm/imports/{id}/mapping', 'put'>
export type FoundColumn = Found['columns'][number]
/** A word that stands in a column, and how often. */
export type FoundValue = Found['values'][string][number]
/** What can be imported: leads, deals, calls. */
export type ImportKind = Answer<'/crm/import-kinds', 'get'>['data'][number]
export type ImportField = ImportKind['fields'][number]
export type SavedMapping = Answer<'/crm/import-mappings', 'get'>['data'][number]

/** Where a word of the file leads: a status, or a stage by its id. */
export type Place = NonNullable<ImportMapping['status_values']>[string]

/** Whether rows are being read or taken back right now, or will be shortly. */
export const isUnderWay = (status: Import['status']): boolean =>
  status === 'queued' || status === 'running' || status === 'undoing'

export const countOf = (value: number): string => value.toLocaleString('en-IN')

/** "1 lead", "214 leads", in the words of the kind. */
export function things(count: number, kind: Pick<ImportKind, 'name' | 'label'> | undefined): string {
  const label = (kind?.label ?? 'rows').toLowerCase()
  const one = label.endsWith('ies') ? `${label.slice(0, -3)}y` : label.replace(/s$/, '')
  return `${countOf(count)} ${count === 1 ? one : kind?.name === 'campaign-spend' ? 'days of spend' : label}`
}

/** The field a problem is about, in words. */
export const labelOf = (kind: ImportKind | undefined, path: string): string =>
  kind?.fields.find(({ name }) => name === path)?.label.toLowerCase() ??
  path.replaceAll('_', ' ').replace('custom.', '')
