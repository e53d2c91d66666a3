import type { Principal } from '@optimwalls/permissions'
import type { Connection, Database, Transaction } from '../../../platform/database/database.ts'
import { invalidInput } from '../../../platform/errors.ts'
import type { Navigation, NavigationEntries, RoleNavigationBody } from './navigation.schemas.ts'

/** The navigation of this person: their own arrangement, else that of a role of theirs. */
export async function readNavigation(db: Connection, principal: Principal): Promise<Navigation> {
  const [row] = await db.rows<{ entries: NavigationEntries; is_own: boolean }>(
    `SELECT entries, is_own FROM (
       SELECT entries, true AS is_own, 0 AS rank FROM navigation WHERE user_id = $1
       UNION ALL
       SELECT n.entries, false, r.id FROM role_navigation n JOIN roles r ON r.id = n.role_id WHERE r.name = ANY ($2::text[])
     ) AS found ORDER BY rank LIMIT 1`,
    [principal.userId, principal.roles],
    'navigation',
  )
  return { entries: row?.entries ?? [], origin: row ? (row.is_own ? 'own' : 'role') : 'usual' }
}

/** Keeps an arrangement. @throws AppError "invalid-input" for what stands there twice, or hides the way back */
export async function saveNavigation(
  db: Connection,
  principal: Principal,
  entries: NavigationEntries,
): Promise<Navigation> {
  check(entries)
  await db.rows(
    `INSERT INTO navigation (user_id, entries) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET entries = excluded.entries`,
    [principal.userId, JSON.stringify(entries)],
  )
  return readNavigation(db, principal)
}

/** Takes one's own arrangement away: that of the role shows again. */
export async function resetNavigation(db: Connection, principal: Principal): Promise<Navigation> {
  await db.rows('DELETE FROM navigation WHERE user_id = $1', [principal.userId])
  return readNavigation(db, principal)
}

/** Sets the navigation of whoever has the role and arranged none. @throws AppError "invalid-input" for an unknown role */
export async function setRoleNavigation(
  db: Database,
  { role_id, entries }: RoleNavigationBody,
  note: (tx: Transaction) => void,
): Promise<void> {
  check(entries ?? [])
  await db.inTransaction(async tx => {
    const known = await tx.rows('SELECT FROM roles WHERE id = $1 FOR SHARE', [role_id])
    if (known.length === 0) throw invalidInput('role_id', 'is no role')
    if (entries === null) await tx.rows('DELETE FROM role_navigation WHERE role_id = $1', [role_id])
    else
      await tx.rows(
        `INSERT INTO role_navigation (role_id, entries) VALUES ($1, $2)
         ON CONFLICT (role_id) DO UPDATE SET entries = excluded.entries`,
        [role_id, JSON.stringify(entries)],
      )
    note(tx)
  })
}

function check(entries: NavigationEntries): void {
  const twice = entries.findIndex(({ name }, at) => entries.findIndex(other => other.name === name) < at)
  if (twice >= 0) throw invalidInput(`entries/${twice}/name`, 'stands there already')
  const hidden = entries.findIndex(({ name, shown }) => name === 'settings' && !shown)
  if (hidden >= 0) throw invalidInput(`entries/${hidden}/shown`, 'must stay: it is the way back')
}
