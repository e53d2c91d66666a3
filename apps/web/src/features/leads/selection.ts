/** Leads that are ticked: some, or all that the list finds but some. */
export interface Selection {
  isAll: boolean
  /** The ticked leads, or with `isAll` those that are not. */
  ids: ReadonlySet<number>
}

export const NOTHING: Selection = { isAll: false, ids: new Set() }
export const EVERYTHING: Selection = { isAll: true, ids: new Set() }

export const isTicked = ({ isAll, ids }: Selection, id: number): boolean => ids.has(id) !== isAll

/** The selection with these leads ticked or not. */
export function tick(selection: Selection, leadIds: readonly number[], isOn: boolean): Selection {
  const ids = new Set(selection.ids)
  for (const id of leadIds) {
    if (isOn === selection.isAll) ids.delete(id)
    else ids.add(id)
  }
  return { ...selection, ids }
}

/** How many are ticked of a list of `total`; null where nobody knows. */
export function countTicked(selection: Selection, total: number | null): number | null {
  if (!selection.isAll) return selection.ids.size
  return total === null ? null : Math.max(0, total - selection.ids.size)
}
