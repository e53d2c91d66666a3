import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { formatMoney } from '../../lib/format-money.ts'
import { TagChip } from '../../ui/TagChip.tsx'
import { sayCustom } from './custom-fields.ts'
import { LEAD_COLUMNS, type LeadColumn } from './lead-columns.tsx'
import type { LeadSort } from './lead-search.ts'
import { type CustomField, fieldsQuery } from './setup.ts'

/** Every column of the lead table: those of all firms, then the firm's own fields. */
export function useLeadColumns(): readonly LeadColumn[] {
  const fields = useQuery(fieldsQuery).data
  return useMemo(
    () => [...LEAD_COLUMNS, ...(fields ?? []).filter(field => !field.is_archived).map(columnOf)],
    [fields],
  )
}

function columnOf(field: CustomField): LeadColumn {
  const id = `custom.${field.key}`
  const isNumber = field.kind === 'number' || field.kind === 'money'
  const sorts: [LeadSort, LeadSort] = isNumber
    ? [`-custom.${field.key}`, `custom.${field.key}`]
    : [`custom.${field.key}`, `-custom.${field.key}`]
  return {
    id,
    label: field.label,
    width: field.kind === 'text' || field.kind === 'multi_choice' ? 160 : 120,
    isExtra: true,
    isNumber,
    ...(isSortable(field) && { sorts }),
    cell: lead => cellOf(field, lead.custom[field.key]),
  }
}

/** Choices stand in no order that a list could follow. */
export const isSortable = ({ kind, index_state }: CustomField): boolean =>
  index_state === 'ready' && ['text', 'number', 'money', 'date'].includes(kind)

function cellOf(field: CustomField, value: unknown) {
  if (value === undefined || value === null) return '—'
  if (field.kind === 'money' && typeof value === 'number') return formatMoney(value)
  if (field.kind !== 'choice' && field.kind !== 'multi_choice')
    return <span title={String(value)}>{sayCustom(field, value)}</span>
  return [value].flat().map(one => {
    const option = field.options.find(known => known.value === one)
    return <TagChip key={String(one)} name={option?.label ?? String(one)} color={option?.color} />
  })
}
