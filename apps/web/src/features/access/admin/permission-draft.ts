import type { ActionName, ModuleName, Scope } from '@optimwalls/permissions'
import type { PermissionChange, Role } from './api.ts'

export type Reach = Scope | null

/** A cell of the matrix. */
export interface Cell {
  roleId: number
  module: ModuleName
  action: ActionName
}

/** What somebody wants to change and has not saved: by cell, as it was shown and as it is to be. */
export type Draft = ReadonlyMap<string, PermissionChange>

export const keyOf = ({ roleId, module, action }: Cell) => `${roleId} ${module} ${action}`

export function savedReach(roles: readonly Role[], { roleId, module, action }: Cell): Reach {
  const role = roles.find(each => each.id === roleId)
  return role?.permissions.find(grant => grant.module === module && grant.action === action)?.scope ?? null
}

/** The draft with one cell set; set back to what is saved, it is no change any more. */
export function withCell(draft: Draft, roles: readonly Role[], cell: Cell, to: Reach): Draft {
  const next = new Map(draft)
  const from = savedReach(roles, cell)
  if (from === to) next.delete(keyOf(cell))
  else next.set(keyOf(cell), { role_id: cell.roleId, module: cell.module, action: cell.action, from, to })
  return next
}

/** What is left of a draft when the roles are not what they were: what others did the same is done; what others did
 *  otherwise stands in `overtaken` until somebody decides. */
export function againstSaved(
  draft: Draft,
  roles: readonly Role[],
): { changes: PermissionChange[]; overtaken: PermissionChange[] } {
  const changes: PermissionChange[] = []
  const overtaken: PermissionChange[] = []
  for (const change of draft.values()) {
    if (!roles.some(role => role.id === change.role_id)) continue
    const saved = savedReach(roles, { roleId: change.role_id, module: change.module, action: change.action })
    if (saved === change.to) continue
    if (saved === change.from) changes.push(change)
    else overtaken.push(change)
  }
  return { changes, overtaken }
}
