import { type Names, sayValue } from './edit-conflict.ts'
import type { HistoryEntry } from './lead.ts'

/** What became of a field: null where only the fact of a change is kept. */
export function fieldChange(
  field: string,
  { name, data }: Pick<HistoryEntry, 'name' | 'data'>,
  names: Names,
): { from: string; to: string } | null {
  const change = name === 'lead.updated' ? changeIn(data.changes, field) : data
  if (!change || !('from' in change) || !('to' in change)) return null
  return { from: sayValue(field, change.from, names), to: sayValue(field, change.to, names) }
}

function changeIn(changes: unknown, field: string): object | null {
  if (typeof changes !== 'object' || changes === null) return null
  const found = Object.entries(changes).find(([name]) => name === field)?.[1]
  return typeof found === 'object' ? found : null
}
