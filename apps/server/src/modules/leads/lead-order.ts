import type { CursorPart } from '../../platform/http/cursor.ts'
import type { LeadSort } from './leads.schemas.ts'

/** How a list is ordered: the key, made comparable where the column may be empty, then the id. */
export interface LeadOrder {
  key: string
  type: string
  /** What a cursor holds of the key. */
  part: CursorPart
  descending: boolean
  /** Leads may have no key: they stand outside of the index and come after all others, newest first. */
  isSparse?: boolean
}

type Key = Omit<LeadOrder, 'descending'>

const KEYS: Record<string, Key> = {
  created_at: { key: 'l.created_at', type: 'timestamptz', part: 'instant' },
  updated_at: { key: 'l.updated_at', type: 'timestamptz', part: 'instant' },
  name: { key: 'lower(l.name)', type: 'text', part: 'text' },
  budget: { key: 'coalesce(l.budget, -1)', type: 'numeric', part: 'number' },
  score: { key: 'coalesce(l.score, -1)', type: 'int', part: 'integer' },
  // Of equal priority the newest first; what is closed or asleep comes last.
  priority: { key: 'l.priority', type: 'int', part: 'integer', isSparse: true },
  // Leads without a date come last in both directions.
  possession_date: possession('9999-12-31'),
  '-possession_date': possession('0001-01-01'),
}

function possession(standIn: string): Key {
  return { key: `coalesce(l.possession_date, date '${standIn}')`, type: 'date', part: 'day' }
}

/** Whether it is one of the firm's own fields that a list is ordered by. */
export const isCustomSort = (sort: LeadSort): boolean => /^-?custom\./.test(sort)

export function leadOrder(sort: LeadSort): LeadOrder {
  const descending = sort.startsWith('-')
  const order = KEYS[sort] ?? KEYS[sort.slice(1)]
  if (!order) throw new Error(`no order for ${sort}`)
  return { ...order, descending }
}

/** `ORDER BY` of an order; the id follows the key's direction, as in the indexes. */
export function orderBy({ key, descending, isSparse }: LeadOrder): string {
  const direction = descending ? 'DESC' : 'ASC'
  if (isSparse) return `${key} ${direction}, l.created_at ${direction}, l.id ${direction}`
  return `${key} ${direction}, l.id ${direction}`
}

/** The condition of the page after `[key, id]`. */
export function after(order: LeadOrder, position: readonly unknown[], values: unknown[]): string {
  const key = `$${values.push(position[0])}::${order.type}`
  const id = `$${values.push(position[1])}::int`
  if (order.isSparse) {
    // Of a lead that has gone for good meanwhile nobody knows when it came: those of the same value are shown again.
    const end = order.descending ? 'infinity' : '-infinity'
    const came = `coalesce((SELECT p.created_at FROM leads p WHERE p.id = ${id}), '${end}'::timestamptz)`
    return `(${order.key}, l.created_at, l.id) ${order.descending ? '<' : '>'} (${key}, ${came}, ${id})`
  }
  return `(${order.key}, l.id) ${order.descending ? '<' : '>'} (${key}, ${id})`
}
