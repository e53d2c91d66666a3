import type { Connection } from '../../../platform/database/database.ts'
import type { Preferences } from './preferences.schemas.ts'

/** What this person wishes for themselves. */
export async function readPreferences(db: Connection, userId: number): Promise<Preferences> {
  const [row] = await db.rows<{ celebrates: boolean }>(
    'SELECT celebrates FROM preferences WHERE user_id = $1',
    [userId],
    'preferences',
  )
  return { celebrates: row?.celebrates ?? null }
}

export async function savePreferences(
  db: Connection,
  userId: number,
  { celebrates }: { celebrates: boolean },
): Promise<Preferences> {
  await db.rows(
    `INSERT INTO preferences (user_id, celebrates) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET celebrates = excluded.celebrates`,
    [userId, celebrates],
  )
  return { celebrates }
}
