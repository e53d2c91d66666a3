import type { paths } from '@optimwalls/contract'

/** A file on a lead, as the API tells of it. */
export type LeadFile =
  paths['/crm/leads/{id}/files']['get']['responses'][200]['content']['application/json']['data'][number]
export type FileKind = LeadFile['kind']

export const FILE_KINDS = ['floor_plan', 'photo', 'quote', 'other'] as const satisfies readonly FileKind[]

export const KIND_WORDS: Readonly<Record<FileKind, string>> = {
  floor_plan: 'Floor plan',
  photo: 'Photo',
  quote: 'Quote',
  other: 'Other',
}

/** Largest file, in bytes: said before it is sent; the server decides. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024

/** `840 KB`, `2.4 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kb = bytes / 1024
  if (kb < 1000) return `${Math.round(kb)} KB`
  const mb = kb / 1024
  return `${mb < 10 ? mb.toFixed(1).replace('.0', '') : Math.round(mb)} MB`
}

/** `JPG` of `Kitchen.jpg`. */
export function endingOf(name: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? 'File'
}

/** The name without its ending: what a person changes. */
export function stemOf(name: string): string {
  return name.replace(/\.[a-z0-9]{1,5}$/i, '')
}

export const previewAddress = (id: number, size: 'small' | 'large') => `/crm/files/${id}/preview?size=${size}`
export const contentAddress = (id: number) => `/crm/files/${id}/content`
/** A PDF in the browser's own viewer. */
export const showAddress = (id: number) => `/crm/files/${id}/content?show=true`
export const archiveAddress = (leadId: number) => `/crm/leads/${leadId}/files/archive`
