import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import { LEAD_COLUMNS, type LeadColumn } from './lead-columns.tsx'

/** How this person has arranged the table on this device. */
export interface ColumnLayout {
  /** Ids, left to right. */
  order: string[]
  hidden: string[]
  /** Pixels of the columns that were pulled wider or narrower. */
  widths: Record<string, number>
}

export const DEFAULT_LAYOUT: ColumnLayout = {
  order: LEAD_COLUMNS.map(column => column.id),
  hidden: LEAD_COLUMNS.filter(column => column.isExtra).map(column => column.id),
  widths: {},
}

export const MIN_WIDTH = 64
export const MAX_WIDTH = 640

/** Keeps what still exists of a kept layout, and puts new columns where they belong. */
export function repairLayout(kept: unknown): ColumnLayout {
  if (typeof kept !== 'object' || kept === null) return DEFAULT_LAYOUT
  const { order, hidden, widths } = kept as Partial<ColumnLayout>
  // The firm's own fields are known only later: what has gone is left out when the table is drawn.
  const isKnown = (id: unknown) =>
    DEFAULT_LAYOUT.order.some(known => known === id) || (typeof id === 'string' && id.startsWith('custom.'))
  const known = Array.isArray(order) ? [...new Set(order.filter(isKnown))] : []
  const fresh = DEFAULT_LAYOUT.order.filter(id => !known.includes(id))
  return {
    order: ['name', ...known.filter(id => id !== 'name'), ...fresh.filter(id => id !== 'name')],
    hidden: [
      ...(Array.isArray(hidden) ? hidden.filter(id => isKnown(id) && id !== 'name') : []),
      ...fresh.filter(id => DEFAULT_LAYOUT.hidden.includes(id)),
    ],
    widths: Object.fromEntries(
      Object.entries(widths ?? {}).filter(
        ([id, width]) => isKnown(id) && width >= MIN_WIDTH && width <= MAX_WIDTH,
      ),
    ),
  }
}

/** The layout of the columns that there are: new ones wait, hidden, at the end. */
export function completeLayout(layout: ColumnLayout, columns: readonly LeadColumn[]): ColumnLayout {
  const ids = new Set(columns.map(column => column.id))
  const known = layout.order.filter(id => ids.has(id))
  const fresh = columns.map(column => column.id).filter(id => !known.includes(id))
  if (fresh.length === 0 && known.length === layout.order.length) return layout
  return {
    ...layout,
    order: [...known, ...fresh],
    hidden: [...layout.hidden.filter(id => ids.has(id)), ...fresh],
  }
}

/** Ids of the columns that are shown, left to right. */
export const shownColumns = (layout: ColumnLayout): string[] =>
  layout.order.filter(id => !layout.hidden.includes(id))

/** The kept layout of these columns and what changes it. */
export function useColumnLayout(columns: readonly LeadColumn[]) {
  const [layout, setLayout] = useLocalStorage<ColumnLayout>({
    key: 'optimwalls-lead-columns',
    defaultValue: DEFAULT_LAYOUT,
    getInitialValueInEffect: false,
    deserialize: text => {
      try {
        return repairLayout(JSON.parse(text ?? 'null'))
      } catch {
        return DEFAULT_LAYOUT
      }
    },
  })
  return { layout: useMemo(() => completeLayout(layout, columns), [layout, columns]), setLayout }
}

/** The layout with a column one place nearer to the start (-1) or the end (1) among those shown. */
export function moveColumn(layout: ColumnLayout, id: string, step: -1 | 1): ColumnLayout {
  const from = layout.order.indexOf(id)
  let to = from + step
  while (layout.order[to] !== undefined && layout.hidden.includes(layout.order[to] ?? '')) to += step
  if (from < 0 || layout.order[to] === undefined || layout.order[to] === 'name') return layout
  const order = layout.order.toSpliced(from, 1).toSpliced(to, 0, id)
  return { ...layout, order }
}
