/** An entry as far as its sentence needs it. */
export interface ToldEntry {
  /** Who did it, where that matters to the words. */
  user_id?: number | null
  action: string
  record_type: string | null
  record_id: number | null
  allowed: boolean
  details: Record<string, unknown> | null
}

/** What ids are called; undefined where nothing is known of them. */
export interface AuditNames {
  person(id: unknown): string | undefined
  team(id: unknown): string | undefined
  role(id: unknown): string | undefined
}

/** Says what was done, behind the name of who did it. */
export type Tell = (entry: ToldEntry & { details: Record<string, unknown> }, names: AuditNames) => string

export const someone = (entry: ToldEntry, { person }: AuditNames) =>
  person(entry.record_id) ?? `person ${entry.record_id}`
export const roleOf = (id: unknown, { role }: AuditNames) => {
  const name = role(id)
  return name === undefined ? 'a role that is no more' : `the role ${name}`
}
export const text = (value: unknown, otherwise = '') => (typeof value === 'string' ? value : otherwise)
/** `counted(1, 'file')` is "1 file", `counted(3, 'file')` "3 files", and "files" where nobody counted. */
export const counted = (count: unknown, one: string) =>
  typeof count !== 'number' ? `${one}s` : `${count} ${one}${count === 1 ? '' : 's'}`
