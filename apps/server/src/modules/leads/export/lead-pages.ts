import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../../platform/database/database.ts'
import type { LeadReader } from '../lead-reader.ts'
import { findByIds, listLeads } from '../leads.repository.ts'
import type { Lead, LeadFilters, LeadSort } from '../leads.schemas.ts'

const PAGE = 500

export interface LeadQuestion {
  filters: LeadFilters
  sort: LeadSort
}

/** All leads that the filters find, page by page: however many there are, few are in memory. Whose reach counts is asked anew for each
 *  page; `principalNow` throws when they may not go on. */
export async function* leadPages(
  { db, reader }: { db: Connection; reader: LeadReader },
  { filters, sort }: LeadQuestion,
  principalNow: () => Promise<Principal>,
): AsyncGenerator<Lead[]> {
  const order = await reader.order(sort, filters.deleted)
  let position: unknown[] | null = null
  for (;;) {
    const where = await reader.where(await principalNow(), filters, 'export')
    if (!where) return
    const page = await listLeads(db, where, order, position, PAGE)
    const ids = page.map(({ id }) => id)
    const rows = new Map((await findByIds(db, ids)).map(row => [row.id, row]))
    const leads: Lead[] = []
    for (const id of ids) {
      const row = rows.get(id)
      if (row) leads.push(await reader.toLead(row))
    }
    yield leads
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    position = [last.key, last.id]
  }
}
