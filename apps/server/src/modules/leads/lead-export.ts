import { Readable } from 'node:stream'
import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import { csvCell } from '../../platform/http/csv-cell.ts'
import type { LeadReader } from './lead-reader.ts'
import { findByIds, listLeads } from './leads.repository.ts'
import type { Lead, LeadFilters, LeadSort } from './leads.schemas.ts'

/** Columns of an exported file, in order: the title and what stands below it. */
const COLUMNS: readonly [string, (lead: Lead) => unknown][] = [
  ['ID', lead => lead.id],
  ['Name', lead => lead.name],
  ['E-mail', lead => lead.email],
  ['Phone', lead => lead.phone],
  ['Further phones', lead => lead.phones.join('; ')],
  ['Address', lead => lead.address],
  ['City', lead => lead.location],
  ['Language', lead => lead.language],
  ['Project type', lead => lead.project_type],
  ['Property type', lead => lead.property_type],
  ['Configuration', lead => lead.configuration],
  ['Carpet area (sq ft)', lead => lead.carpet_area_sqft],
  ['Budget', lead => lead.budget],
  ['Currency', lead => lead.currency],
  ['Style', lead => lead.style],
  ['Possession date', lead => lead.possession_date],
  ['Source', lead => lead.source],
  ['Campaign', lead => lead.campaign],
  ['Referred by', lead => lead.referred_by],
  ['Status', lead => lead.status],
  ['Stage', lead => lead.stage],
  ['Lost reason', lead => lead.lost_reason],
  ['Score', lead => lead.score],
  ['Owner', lead => lead.owner?.name],
  ['Tags', lead => lead.tags.join('; ')],
  ['Created', lead => lead.created_at],
  ['Updated', lead => lead.updated_at],
]

const BATCH = 500

/** All leads that the filters find within the caller's reach, as CSV with a byte order mark, so that spreadsheets read UTF-8.
 *  Read page by page: however many there are, few are in memory. */
export function exportLeads(
  needs: { db: Connection; reader: LeadReader },
  principal: Principal,
  filters: LeadFilters,
  sort: LeadSort,
): Readable {
  return Readable.from(csvOf(needs, principal, filters, sort))
}

async function* csvOf(
  { db, reader }: { db: Connection; reader: LeadReader },
  principal: Principal,
  filters: LeadFilters,
  sort: LeadSort,
): AsyncGenerator<string> {
  yield `\uFEFF${COLUMNS.map(([title]) => csvCell(title)).join(',')}\r\n`
  const where = await reader.where(principal, filters, 'export')
  if (!where) return
  const order = await reader.order(sort)
  let position: unknown[] | null = null
  for (;;) {
    const page = await listLeads(db, where, order, position, BATCH)
    const rows = new Map(
      (
        await findByIds(
          db,
          page.map(({ id }) => id),
        )
      ).map(row => [row.id, row]),
    )
    const lines: string[] = []
    for (const { id } of page) {
      const row = rows.get(id)
      if (!row) continue
      const lead = await reader.toLead(row)
      lines.push(`${COLUMNS.map(([, read]) => csvCell(read(lead))).join(',')}\r\n`)
    }
    yield lines.join('')
    const last = page.at(-1)
    if (!last || page.length < BATCH) return
    position = [last.key, last.id]
  }
}
