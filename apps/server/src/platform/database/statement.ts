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
