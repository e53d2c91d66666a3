import type pg from 'pg'
import type { Random } from './random.ts'
import type { Viewer } from './viewers.ts'

/** A lead as a place in the list, newest first. */
export interface Position {
  id: number
  created_at: Date
  status: string
}

/** Leads that count as new: most reading happens there. */
const NEWEST = 10_000
const SHARE_OF_NEWEST = 0.8
const SAMPLE = 2_000

/** Draws places in the viewer's list: 80 % among their newest 10,000 leads, 20 % among all of theirs. */
export async function drawPositions(
  database: pg.Pool,
  viewer: Viewer,
  random: Random,
): Promise<() => Position> {
  const scope = `deleted_at IS NULL AND ${viewer.scope.column} = $1`
  const newest = await database.query<Position>(
    `SELECT id, created_at, status FROM leads WHERE ${scope} ORDER BY created_at DESC, id DESC LIMIT ${NEWEST}`,
    [viewer.scope.value],
  )
  const all = await database.query<Position>(
    `SELECT id, created_at, status FROM leads WHERE ${scope} ORDER BY hashint4(id) LIMIT ${SAMPLE}`,
    [viewer.scope.value],
  )
  return () => random.pick(random.next() < SHARE_OF_NEWEST ? newest.rows : all.rows)
}
