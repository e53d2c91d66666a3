import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { Color } from '../fields/lead-field.ts'

export interface TagRow {
  id: number
  name: string
  color: Color
}

/** A tag on its way off all leads. */
export interface TagMove {
  id: number
  old_name: string
  /** Nothing when null. */
  becomes: string | null
  user_id: number
}

export const allTags = (db: Connection): Promise<TagRow[]> =>
  db.rows('SELECT id, name, color FROM lead_tags ORDER BY lower(name)')

export const allTagMoves = (db: Connection): Promise<TagMove[]> =>
  db.rows('SELECT id, old_name, becomes, user_id FROM lead_tag_moves ORDER BY id')

/** How many living leads have each tag, by name. */
export async function tagCounts(db: Connection): Promise<ReadonlyMap<string, number>> {
  const rows = await db.rows<{ tag: string; n: number }>(
    `SELECT tag, sum(n)::bigint AS n FROM (SELECT tag, n FROM lead_tag_counts UNION ALL SELECT tag, n FROM lead_tag_deltas) AS c
     GROUP BY tag HAVING sum(n) <> 0`,
  )
  return new Map(rows.map(({ tag, n }) => [tag, n]))
}

export async function lockTag(tx: Transaction, id: number): Promise<TagRow | undefined> {
  return (await tx.rows<TagRow>('SELECT id, name, color FROM lead_tags WHERE id = $1 FOR UPDATE', [id]))[0]
}

/** Names these tags where nobody has yet. @returns each as it is written now */
export async function nameTags(
  tx: Transaction,
  tags: readonly string[],
  userId: number | null,
): Promise<{ name: string }[]> {
  await tx.rows(
    `INSERT INTO lead_tags (name, color, created_by)
     SELECT t, tag_color(t), $2::int FROM unnest($1::text[]) AS t ORDER BY lower(t) ON CONFLICT DO NOTHING`,
    [tags, userId],
  )
  return tx.rows(
    'SELECT name FROM lead_tags WHERE lower(name) IN (SELECT lower(t) FROM unnest($1::text[]) AS t)',
    [tags],
  )
}

/** @returns nothing when there is one of this name */
export async function insertTag(
  tx: Transaction,
  tag: { name: string; color: Color | null },
  userId: number,
): Promise<TagRow | undefined> {
  const rows = await tx.rows<TagRow>(
    `INSERT INTO lead_tags (name, color, created_by) VALUES ($1::text, coalesce($2::text, tag_color($1::text)), $3)
     ON CONFLICT DO NOTHING RETURNING id, name, color`,
    [tag.name, tag.color, userId],
  )
  return rows[0]
}

/** @returns nothing when another has this name */
export async function saveTag(tx: Transaction, { id, name, color }: TagRow): Promise<TagRow | undefined> {
  const rows = await tx.rows<TagRow>(
    `UPDATE lead_tags t SET name = $2, color = $3
     WHERE id = $1 AND NOT EXISTS (SELECT FROM lead_tags o WHERE lower(o.name) = lower($2) AND o.id <> $1)
     RETURNING id, name, color`,
    [id, name, color],
  )
  return rows[0]
}

export const deleteTag = (tx: Transaction, id: number): Promise<unknown> =>
  tx.rows('DELETE FROM lead_tags WHERE id = $1', [id])

export async function insertTagMove(
  tx: Transaction,
  oldName: string,
  becomes: string | null,
  userId: number,
): Promise<number> {
  // What was on its way to the old name goes on to the new one.
  await tx.rows('UPDATE lead_tag_moves SET becomes = $2 WHERE becomes = $1', [oldName, becomes])
  // The new name is no longer one that leaves.
  if (becomes !== null) await tx.rows('DELETE FROM lead_tag_moves WHERE old_name = $1', [becomes])
  const [row] = await tx.rows<{ id: number }>(
    'INSERT INTO lead_tag_moves (old_name, becomes, user_id) VALUES ($1, $2, $3) RETURNING id',
    [oldName, becomes, userId],
  )
  if (!row) throw new Error('the insert returned no move')
  return row.id
}

export const endTagMove = (db: Connection, id: number): Promise<unknown> =>
  db.rows('DELETE FROM lead_tag_moves WHERE id = $1', [id])

/** A tag that is wanted again does not leave. */
export const cancelTagMoves = (tx: Transaction, names: readonly string[]): Promise<unknown> =>
  tx.rows(
    'DELETE FROM lead_tag_moves WHERE lower(old_name) IN (SELECT lower(t) FROM unnest($1::text[]) AS t)',
    [names],
  )
