/** A form that was not saved yet, kept on this device. */
export interface Draft<T> {
  values: T
  /** Makes every attempt to save this draft the same one. */
  key: string
}

/** All drafts begin so. */
const PREFIX = 'optimwalls-draft:'

const nameOf = (userId: number, form: string) => `${PREFIX}${userId}:${form}`

/** Whose drafts may be kept now: nobody's once signed out, so that a form that closes late writes nothing back. */
let keeper: number | null = null

/** Someone is signed in: their drafts are kept from now on, and what others typed on this device is removed. */
export function openDrafts(userId: number): void {
  keeper = userId
  removeWhere(name => !name.startsWith(`${PREFIX}${userId}:`))
}

/** The session is over: a device that may be shared keeps no contact details. */
export function forgetDrafts(): void {
  keeper = null
  removeWhere(() => true)
}

function removeWhere(isMeant: (name: string) => boolean): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && isMeant(name)) localStorage.removeItem(name)
    }
  } catch {
    // Where the device keeps nothing there is nothing to remove.
  }
}

/** What this person had typed, or nothing when there is none, it cannot be read, or this device keeps none. */
export function readDraft<T extends object>(userId: number, form: string, empty: T): Draft<T> | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf(userId, form)) ?? 'null')
    return isDraft(kept) ? { key: kept.key, values: takeKnown(kept.values, empty) } : null
  } catch {
    return null
  }
}

/** Keeps the draft; false where the device refuses (private mode, full) or the person is no longer signed in. */
export function keepDraft<T extends object>(userId: number, form: string, draft: Draft<T>): boolean {
  if (userId !== keeper) return false
  try {
    localStorage.setItem(nameOf(userId, form), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function dropDraft(userId: number, form: string): void {
  localStorage.removeItem(nameOf(userId, form))
}

function isDraft(kept: unknown): kept is Draft<Record<string, unknown>> {
  if (typeof kept !== 'object' || kept === null || !('key' in kept) || !('values' in kept)) return false
  return typeof kept.key === 'string' && typeof kept.values === 'object' && kept.values !== null
}

/** A draft of an older version of the form may hold fields that are gone or have another shape. */
function takeKnown<T extends object>(kept: Record<string, unknown>, empty: T): T {
  const known = Object.entries(empty).map(([name, blank]) => {
    const value = kept[name]
    const fits =
      typeof value === typeof blank && Array.isArray(value) === Array.isArray(blank) && value !== null
    return [name, fits ? value : blank]
  })
  return Object.fromEntries(known) as T
}
