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

/** Sends one statement by the plan that its connection made of it the first time. Left alone, PostgreSQL makes a plan for the values each time where it
 *  guesses that to be cheaper, and does not count what the making takes. */
export async function sendPlanned<T>(pool: Pool, text: string, values: readonly unknown[]): Promise<T[]> {
  const client = await pool.connect()
  try {
    // Sent together; they are done in this order.
    const [, { rows }] = await Promise.all([
      client.query('SET plan_cache_mode = force_generic_plan'),
      client.query({ text, values: values as unknown[], name: statementName(text) }),
      client.query('RESET plan_cache_mode'),
    ])
    client.release()
    return rows as T[]
  } catch (error) {
    client.release(true)
    throw error
  }
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
