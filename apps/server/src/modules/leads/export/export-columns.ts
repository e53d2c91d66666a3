import type { LeadField } from '../fields/lead-field.ts'
import { fieldText } from '../fields/parse-field-text.ts'
import type { Lead } from '../leads.schemas.ts'

/** A column of an exported file: the title and what stands below it. */
export interface ExportColumn {
  title: string
  read(lead: Lead): string | number | null | undefined
}

const COLUMNS: readonly [string, ExportColumn['read']][] = [
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
  ['Competitor', lead => lead.competitor],
  ['Note on the loss', lead => lead.lost_note],
  ['Score', lead => lead.score],
  ['Owner', lead => lead.owner?.name],
  ['Tags', lead => lead.tags.join('; ')],
  ['Created', lead => lead.created_at],
  ['Updated', lead => lead.updated_at],
]

/** The columns of a file of leads, the firm's own fields behind the others. */
export function exportColumns(fields: readonly LeadField[]): ExportColumn[] {
  const titles = new Set(COLUMNS.map(([title]) => title))
  const own = fields
    .filter(field => !field.is_archived)
    .map(field => ({
      title: titles.has(field.label) ? `${field.label} (${field.key})` : field.label,
      read: (lead: Lead) => fieldText(field, lead.custom[field.key]),
    }))
  return [...COLUMNS.map(([title, read]) => ({ title, read })), ...own]
}
