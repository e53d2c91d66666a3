import { lazy } from 'react'
import { PopoverOver } from '../../../ui/PopoverOver.tsx'
import type { OverProps } from '../../../ui/use-opener.ts'
import type { FilterField } from '../filter-fields.ts'
import type { LeadFilters } from '../lead-search.ts'
import type { FilterOption } from '../use-filter-options.ts'
import { LeadFilterChoices } from './LeadFilterChoices.tsx'

const CustomFilter = lazy(() => import('./CustomFilter.tsx').then(part => ({ default: part.CustomFilter })))
const LeadFilterRange = lazy(() =>
  import('./LeadFilterRange.tsx').then(part => ({ default: part.LeadFilterRange })),
)

export interface LeadFilterValuesProps {
  field: FilterField
  filters: LeadFilters
  options: FilterOption[]
  onFilter: (filters: LeadFilters) => void
  over: OverProps
}

/** What a filter can be set to. */
export function LeadFilterValues({ field, filters, options, onFilter, over }: LeadFilterValuesProps) {
  const close = () => over.onOpen(false)
  return (
    // The chip itself says that it opens a dialog.
    <PopoverOver label={field.label} position="bottom-start" width={272} withRoles={false} {...over}>
      {field.kind === 'choice' && (
        <LeadFilterChoices
          label={field.label}
          options={options}
          chosen={(filters[field.name] ?? []).map(String)}
          onChoose={values => onFilter(choose(filters, field.name, values))}
        />
      )}
      {field.kind === 'custom' && (
        <CustomFilter field={field.field} filters={filters} onFilter={onFilter} onDone={close} />
      )}
      {(field.kind === 'amounts' || field.kind === 'days') && (
        <LeadFilterRange field={field} filters={filters} onFilter={onFilter} onDone={close} />
      )}
    </PopoverOver>
  )
}

function choose(filters: LeadFilters, name: string, values: string[]): LeadFilters {
  const isId = name === 'stage_id' || name === 'campaign_id' || name === 'pipeline_id'
  return { ...filters, [name]: values.length === 0 ? undefined : isId ? values.map(Number) : values }
}
