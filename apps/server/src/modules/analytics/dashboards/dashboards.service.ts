import type { Principal } from '@optimwalls/permissions'
import type { Connection, Database, Transaction } from '../../../platform/database/database.ts'
import { invalidInput } from '../../../platform/errors.ts'
import type { Dashboard, RoleDashboardBody, RoleDashboards, Size } from './dashboards.schemas.ts'
import { allowedWidgets, usualWidgets, type Widget, type WidgetName } from './widgets.ts'

export interface DashboardNeeds {
  db: Database
  /** Notes that somebody set the dashboard of a role; written with the transaction. */
  audit(tx: Transaction, details: { role_id: number; size: Size }): void
}

/** The dashboard of this person: of it only what they may see, whoever arranged it. */
export async function readDashboard(db: Connection, principal: Principal, size: Size): Promise<Dashboard> {
  const available = allowedWidgets(principal)
  const [row] = await db.rows<{ widgets: Widget[]; is_own: boolean }>(
    `SELECT widgets, is_own FROM (
       SELECT widgets, true AS is_own, 0 AS rank FROM dashboards WHERE user_id = $1 AND size = $2
       UNION ALL
       SELECT d.widgets, false, r.id FROM role_dashboards d JOIN roles r ON r.id = d.role_id WHERE r.name = ANY ($3::text[]) AND d.size = $2
     ) AS found ORDER BY rank LIMIT 1`,
    [principal.userId, size, principal.roles],
    'dashboard',
  )
  const may = new Set<WidgetName>(available)
  return {
    size,
    widgets: (row?.widgets ?? usualWidgets(principal)).filter(widget => may.has(widget.name)),
    origin: row ? (row.is_own ? 'own' : 'role') : 'usual',
    available,
  }
}

/** Keeps an arrangement. @throws AppError "invalid-input" for a widget that stands there twice or that the person may not have */
export async function saveDashboard(
  db: Connection,
  principal: Principal,
  size: Size,
  widgets: readonly Widget[],
): Promise<Dashboard> {
  checkOnce(widgets)
  const may = new Set<WidgetName>(allowedWidgets(principal))
  const place = widgets.findIndex(widget => !may.has(widget.name))
  if (place >= 0) throw invalidInput(`widgets/${place}/name`, 'is not among the widgets of your role')
  await db.rows(
    `INSERT INTO dashboards (user_id, size, widgets) VALUES ($1, $2, $3)
     ON CONFLICT (user_id, size) DO UPDATE SET widgets = excluded.widgets`,
    [principal.userId, size, JSON.stringify(widgets)],
  )
  return readDashboard(db, principal, size)
}

/** Takes one's own arrangement away: that of the role shows again. */
export async function resetDashboard(db: Connection, principal: Principal, size: Size): Promise<Dashboard> {
  await db.rows('DELETE FROM dashboards WHERE user_id = $1 AND size = $2', [principal.userId, size])
  return readDashboard(db, principal, size)
}

/** The dashboards that are set for roles. */
export async function roleDashboards(db: Connection): Promise<RoleDashboards> {
  return {
    data: await db.rows(
      `SELECT d.role_id, r.name AS role, d.size, d.widgets FROM role_dashboards d JOIN roles r ON r.id = d.role_id ORDER BY r.id, d.size`,
    ),
  }
}

/** Sets the dashboard of whoever has the role and arranged none. @throws AppError "invalid-input" for an unknown role */
export async function setRoleDashboard(
  { db, audit }: DashboardNeeds,
  { role_id, size, widgets }: RoleDashboardBody,
): Promise<RoleDashboards> {
  checkOnce(widgets ?? [])
  await db.inTransaction(async tx => {
    const known = await tx.rows('SELECT FROM roles WHERE id = $1 FOR SHARE', [role_id])
    if (known.length === 0) throw invalidInput('role_id', 'is no role')
    if (widgets === null)
      await tx.rows('DELETE FROM role_dashboards WHERE role_id = $1 AND size = $2', [role_id, size])
    else
      await tx.rows(
        `INSERT INTO role_dashboards (role_id, size, widgets) VALUES ($1, $2, $3)
         ON CONFLICT (role_id, size) DO UPDATE SET widgets = excluded.widgets`,
        [role_id, size, JSON.stringify(widgets)],
      )
    audit(tx, { role_id, size })
  })
  return roleDashboards(db)
}

function checkOnce(widgets: readonly Widget[]): void {
  const place = widgets.findIndex(({ name }, at) => widgets.findIndex(other => other.name === name) < at)
  if (place >= 0) throw invalidInput(`widgets/${place}/name`, 'stands there already')
}
