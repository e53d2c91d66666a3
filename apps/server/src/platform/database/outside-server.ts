import pg from 'pg'
import { codeOf, StartError } from '../config/start-error.ts'

const OLDEST = 180_000

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ETIMEDOUT: 'nothing answers there',
  ECONNRESET: 'the connection was cut',
  '28P01': 'it refuses the password',
  '28000': 'it refuses the user',
  '3D000': 'it has no such database',
  '57P03': 'it is starting up or shutting down; try again',
  '53300': 'it has no connections left',
}

/**
 * Asks the server of DATABASE_URL whether it can be used.
 * @throws StartError saying why not, without the address, which may hold a password
 */
export async function checkOutsideServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // What goes wrong after the answer is no concern of this question.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string }>(
      `SELECT current_setting('server_version_num') AS version`,
    )
    if (Number(rows[0]?.version) < OLDEST) {
      throw new StartError(
        'DATABASE_URL takes a PostgreSQL server of version 18 or later, and this one is older.',
      )
    }
  } catch (error) {
    if (error instanceof StartError) throw error
    const reason = REASONS[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error))
    throw new StartError(`DATABASE_URL takes a PostgreSQL server that can be used, but ${reason}.`, {
      cause: error,
    })
  } finally {
    await client.end().catch(() => {})
  }
}
