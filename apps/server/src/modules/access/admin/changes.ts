import type { Transaction } from '../../../platform/database/database.ts'
import { publish } from '../../../platform/events/events.ts'
import type { AccessPlatform } from '../access.platform.ts'

/** Tells, once a change of rights is committed, the open pages of those it concerns, in every process. */
export interface Changes {
  /** `affected` hear of it, and everyone who administers access: their pages show it. */
  announce(
    tx: Transaction,
    event: { name: `access.${string}`; actorId: number; data: Record<string, unknown> },
    affected: readonly number[] | 'all',
  ): Promise<void>
}

export function createChanges({ realtime }: Pick<AccessPlatform, 'realtime'>): Changes {
  return {
    async announce(tx, event, affected) {
      publish(tx, event)
      const heard = affected === 'all' ? affected : [...new Set([...affected, ...(await administrators(tx))])]
      tx.afterCommit(() => realtime.refreshAccess(heard))
    },
  }
}

async function administrators(tx: Transaction): Promise<number[]> {
  const rows = await tx.rows<{ user_id: number }>(
    `SELECT DISTINCT ur.user_id FROM user_roles ur JOIN permissions p ON p.role_id = ur.role_id
     WHERE p.module_name = 'Administration' AND p.allowed`,
    [],
    'access_administrators',
  )
  return rows.map(row => row.user_id)
}
