import type { Pool } from 'pg'

/** Sends one statement over a pool. */
export async function sendTo<T>(
  target: Pool,
  text: string,
  values: readonly unknown[] = [],
  name?: string,
): Promise<T[]> {
  const query = { text, values: values as unknown[], ...(name === undefined ? {} : { name }) }
  const { rows } = await target.query(query)
  return rows as T[]
}

const names = new Map<string, string>()

/** A name under which a statement is prepared whose text depends on the caller's reach or on filters: the same for the same text, and
 *  short, since PostgreSQL cuts names at 63 bytes. For texts of which there are as many as there are kinds of callers, never for those
 *  that have values in them. */
export function statementName(text: string): string {
  const name = names.get(text) ?? `text-${names.size + 1}`
  names.set(text, name)
  return name
}
