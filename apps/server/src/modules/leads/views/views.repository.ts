import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { ViewDefinition } from './views.schemas.ts'

export interface ViewRow {
  id: number
  owner_id: number
  name: string
  sharing: 'own' | 'team' | 'all'
  team_id: number | null
  definition: ViewDefinition
  updated_at: Date
}

const teamsOf = (principal: Principal): number[] =>
  principal.teamId === null ? [...principal.teamIds] : [...principal.teamIds, principal.teamId]

const VISIBLE = `(v.owner_id = $1 OR v.sharing = 'all' OR (v.sharing = 'team' AND v.team_id = ANY ($2::int[])))`

/** The views that this person sees, in their order, then the newest last. */
export const viewsOf = (db: Connection, principal: Principal): Promise<ViewRow[]> =>
  db.rows(
    `SELECT v.id, v.owner_id, v.name, v.sharing, v.team_id, v.definition, v.updated_at
     FROM lead_views v LEFT JOIN lead_view_preferences p ON p.user_id = $1
     WHERE ${VISIBLE} ORDER BY array_position(p.view_order, v.id) NULLS LAST, v.id`,
    [principal.userId, teamsOf(principal)],
  )

/** The view if this person sees it, held until the transaction ends. */
export async function lockView(
  tx: Transaction,
  id: number,
  principal: Principal,
): Promise<ViewRow | undefined> {
  const rows = await tx.rows<ViewRow>(
    `SELECT v.id, v.owner_id, v.name, v.sharing, v.team_id, v.definition, v.updated_at
     FROM lead_views v WHERE ${VISIBLE} AND v.id = $3 FOR UPDATE`,
    [principal.userId, teamsOf(principal), id],
  )
  return rows[0]
}

export async function countViews(db: Connection, ownerId: number): Promise<number> {
  const [row] = await db.rows<{ n: number }>('SELECT count(*) AS n FROM lead_views WHERE owner_id = $1', [
    ownerId,
  ])
  return row?.n ?? 0
}

export async function insertView(
  tx: Transaction,
  view: Omit<ViewRow, 'id' | 'updated_at'>,
): Promise<ViewRow> {
  const [row] = await tx.rows<ViewRow>(
    `INSERT INTO lead_views (owner_id, name, sharing, team_id, definition) VALUES ($1, $2, $3, $4, $5)
     RETURNING id, owner_id, name, sharing, team_id, definition, updated_at`,
    [view.owner_id, view.name, view.sharing, view.team_id, view.definition],
  )
  if (!row) throw new Error('the insert returned no view')
  return row
}

export async function saveView(tx: Transaction, view: ViewRow): Promise<ViewRow> {
  const [row] = await tx.rows<ViewRow>(
    `UPDATE lead_views SET name = $2, sharing = $3, team_id = $4, definition = $5, updated_at = now() WHERE id = $1
     RETURNING id, owner_id, name, sharing, team_id, definition, updated_at`,
    [view.id, view.name, view.sharing, view.team_id, view.definition],
  )
  if (!row) throw new Error(`view ${view.id} is gone`)
  return row
}

export const deleteView = (tx: Transaction, id: number): Promise<unknown> =>
  tx.rows('DELETE FROM lead_views WHERE id = $1', [id])

/** What the list opens with: the person's own choice, else that of the first of their roles that has one. */
export async function defaultViewOf(db: Connection, principal: Principal): Promise<number | null> {
  const [row] = await db.rows<{ id: number | null }>(
    `SELECT coalesce(
       (SELECT default_view_id FROM lead_view_preferences WHERE user_id = $1),
       (SELECT d.view_id FROM lead_view_role_defaults d JOIN roles r ON r.id = d.role_id
        WHERE r.name = ANY ($2::text[]) ORDER BY r.id LIMIT 1)) AS id`,
    [principal.userId, principal.roles],
  )
  return row?.id ?? null
}

export const saveOrder = (tx: Transaction, userId: number, ids: readonly number[]): Promise<unknown> =>
  tx.rows(
    `INSERT INTO lead_view_preferences (user_id, view_order) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET view_order = excluded.view_order`,
    [userId, ids],
  )

export const saveDefault = (tx: Transaction, userId: number, viewId: number | null): Promise<unknown> =>
  tx.rows(
    `INSERT INTO lead_view_preferences (user_id, default_view_id) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET default_view_id = excluded.default_view_id`,
    [userId, viewId],
  )

export interface RoleDefaultRow {
  role_id: number
  role: string
  view_id: number | null
}

/** Every role with the view it opens with. */
export const roleDefaults = (db: Connection): Promise<RoleDefaultRow[]> =>
  db.rows(
    `SELECT r.id AS role_id, r.name AS role, d.view_id FROM roles r
     LEFT JOIN lead_view_role_defaults d ON d.role_id = r.id ORDER BY r.id`,
  )

export const saveRoleDefault = (tx: Transaction, roleId: number, viewId: number): Promise<unknown> =>
  tx.rows(
    `INSERT INTO lead_view_role_defaults (role_id, view_id) VALUES ($1, $2)
     ON CONFLICT (role_id) DO UPDATE SET view_id = excluded.view_id`,
    [roleId, viewId],
  )

export const dropRoleDefault = (tx: Transaction, roleId: number): Promise<unknown> =>
  tx.rows('DELETE FROM lead_view_role_defaults WHERE role_id = $1', [roleId])
