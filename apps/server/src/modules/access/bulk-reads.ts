import type { Principal } from '@optimwalls/permissions'
import type { AccessPlatform } from './access.platform.ts'
import { type AuditEntry, auditNow } from './audit.ts'

/** What is read within this time is counted together. Milliseconds. */
const WINDOW_MS = 10 * 60_000

/** So many leads in a window are more than anybody works through: twenty pages of a list. */
const MANY = 1000

/** Notes who reads the contact details of very many leads. Reading a list costs no statement for it: an entry is written when somebody
 *  comes to a thousand, and one more at the end of the window, with the sum. Each process counts for itself. */
export interface BulkReads {
  note(principal: Principal, leads: number): void
  /** Writes what is still being counted; for the stop. */
  flush(): Promise<void>
}

interface Counted {
  entry: AuditEntry
  leads: number
  /** Leads that the log knows of already. */
  told: number
  timer: NodeJS.Timeout
}

export function createBulkReads(
  { db, log }: Pick<AccessPlatform, 'db' | 'log'>,
  windowMs = WINDOW_MS,
): BulkReads {
  const counting = new Map<string, Counted>()
  const writing = new Set<Promise<void>>()

  function write(counted: Counted): void {
    counted.told = counted.leads
    const written = auditNow(db, [{ ...counted.entry, details: { leads: counted.leads } }])
      .catch((error: unknown) => log.error({ err: error }, 'a reading in bulk could not be noted'))
      .finally(() => writing.delete(written))
    writing.add(written)
  }

  function end(key: string): void {
    const counted = counting.get(key)
    if (!counted) return
    clearTimeout(counted.timer)
    counting.delete(key)
    if (counted.told > 0 && counted.leads > counted.told) write(counted)
  }

  function begin(key: string, { userId, apiKeyId }: Principal): Counted {
    const counted: Counted = {
      entry: {
        userId,
        action: 'read_many_contacts',
        module: 'CRM',
        ...(apiKeyId !== undefined && { apiKeyId }),
      },
      leads: 0,
      told: 0,
      timer: setTimeout(() => end(key), windowMs).unref(),
    }
    counting.set(key, counted)
    return counted
  }

  return {
    note(principal, leads) {
      const key = `${principal.viewedBy ?? ''} ${principal.userId} ${principal.apiKeyId ?? ''}`
      const counted = counting.get(key) ?? begin(key, principal)
      counted.leads += leads
      if (counted.told === 0 && counted.leads >= MANY) write(counted)
    },
    async flush() {
      for (const key of [...counting.keys()]) end(key)
      await Promise.all(writing)
    },
  }
}
