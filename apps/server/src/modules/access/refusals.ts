import type { AccessPlatform } from './access.platform.ts'
import { type AuditEntry, auditNow } from './audit.ts'

/** Refusals of the same kind within this time become two entries at most: the first, and how many followed. Milliseconds. */
const WINDOW_MS = 60_000

/** Kinds that are counted apart at once; beyond it, everything else counts as one kind. */
const MAX_KINDS = 5000

/** Notes refused attempts without letting a flood of them fill the disk. */
export interface Refusals {
  /** `kind` is what is counted together: a person and a route, or an address and a failed sign-in. */
  note(kind: string, entry: AuditEntry): void
  /** Writes what is still being counted; for the stop. */
  flush(): Promise<void>
}

interface Counted {
  entry: AuditEntry
  followed: number
  timer: NodeJS.Timeout
}

export function createRefusals(
  { db, log }: Pick<AccessPlatform, 'db' | 'log'>,
  windowMs = WINDOW_MS,
): Refusals {
  const counting = new Map<string, Counted>()
  const writing = new Set<Promise<void>>()

  function write(entry: AuditEntry): void {
    const written = auditNow(db, [entry])
      .catch((error: unknown) =>
        log.error({ err: error }, 'a refused attempt could not be written to the audit log'),
      )
      .finally(() => writing.delete(written))
    writing.add(written)
  }

  function close(kind: string): void {
    const counted = counting.get(kind)
    if (!counted) return
    clearTimeout(counted.timer)
    counting.delete(kind)
    if (counted.followed === 0) return
    write({ ...counted.entry, details: { ...counted.entry.details, times: counted.followed } })
  }

  return {
    note(asked, entry) {
      const kind = counting.has(asked) || counting.size < MAX_KINDS ? asked : OTHERS
      const counted = counting.get(kind)
      if (counted) {
        counted.followed += 1
        return
      }
      counting.set(kind, { entry, followed: 0, timer: setTimeout(() => close(kind), windowMs).unref() })
      write(entry)
    },
    async flush() {
      for (const kind of [...counting.keys()]) close(kind)
      await Promise.all(writing)
    },
  }
}

const OTHERS = '\0others'
