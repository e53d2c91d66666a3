import type { CursorPart } from '../../platform/http/cursor.ts'
import type { LeadSort } from './leads.schemas.ts'

/** How a list is ordered: the key, made comparable where the column may be empty, then the id. */
export interface LeadOrder {
  key: string
  /** The same of `lead_ranks k`, which then has to be joined: the indexes of what changes by itself are there. */
  rank?: string
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
  score: { key: 'coalesce(l.score, -1)', rank: 'k.score', type: 'int', part: 'integer' },
  // Of equal priority the newest first; what is closed or asleep comes last.
  priority: { key: 'l.priority', rank: 'k.priority', type: 'int', part: 'integer', isSparse: true },
  possession_date: { key: 'l.possession_date', type: 'date', part: 'day', isSparse: true },
}

/** Whether it is one of the firm's own fields that a list is ordered by. */
export const isCustomSort = (sort: LeadSort): boolean => /^-?custom\./.test(sort)

/** @param inBin whether deleted leads are ordered, which have no rank */
export function leadOrder(sort: LeadSort, inBin = false): LeadOrder {
  const descending = sort.startsWith('-')
  const order = KEYS[descending ? sort.slice(1) : sort]
  if (!order) throw new Error(`no order for ${sort}`)
  const { rank, ...plain } = order
  return inBin || !rank ? { ...plain, descending } : { ...plain, rank, descending }
}

/** `ORDER BY` of an order; the id follows the key's direction, as in the indexes. */
export function orderBy(order: LeadOrder): string {
  const direction = order.descending ? 'DESC' : 'ASC'
  return orderedColumns(order)
    .map(column => `${column} ${direction}`)
    .join(', ')
}

function orderedColumns({ key, rank, isSparse }: LeadOrder): string[] {
  const [created, id] = rank ? ['k.created_at', 'k.lead_id'] : ['l.created_at', 'l.id']
  return isSparse ? [rank ?? key, created, id] : [rank ?? key, id]
}

/** What an order goes through: the leads, and their ranks where it goes by these. */
export const orderedLeads = ({ rank }: LeadOrder): string =>
  rank ? 'leads l JOIN lead_ranks k ON k.lead_id = l.id' : 'leads l'

/** The condition of the page after `[key, id]`. */
export function after(order: LeadOrder, position: readonly unknown[], values: unknown[]): string {
  const key = `$${values.push(position[0])}::${order.type}`
  const id = `$${values.push(position[1])}::int`
  const columns = `(${orderedColumns(order).join(', ')}) ${order.descending ? '<' : '>'}`
  if (order.isSparse) {
    // Of a lead that has gone for good meanwhile nobody knows when it came: those of the same value are shown again.
    const end = order.descending ? 'infinity' : '-infinity'
    const came = `coalesce((SELECT p.created_at FROM leads p WHERE p.id = ${id}), '${end}'::timestamptz)`
    return `${columns} (${key}, ${came}, ${id})`
  }
  return `${columns} (${key}, ${id})`
}
