import { Popover } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { FilterChip } from '../../../ui/FilterChip.tsx'
import type { ChipWords, FilterField } from '../filter-fields.ts'
import type { LeadFilters } from '../lead-search.ts'
import type { FilterOption } from '../use-filter-options.ts'

// Not part of a first visit: they bring the fields with suggestions along.
const LeadFilterChoices = lazy(() =>
  import('./LeadFilterChoices.tsx').then(part => ({ default: part.LeadFilterChoices })),
)
const CustomFilter = lazy(() => import('./CustomFilter.tsx').then(part => ({ default: part.CustomFilter })))
const LeadFilterRange = lazy(() =>
  import('./LeadFilterRange.tsx').then(part => ({ default: part.LeadFilterRange })),
)

export interface LeadFilterChipProps {
  field: FilterField
  filters: LeadFilters
  /** Null while nothing is chosen yet. */
  words: ChipWords | null
  options: FilterOption[]
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
  onFilter: (filters: LeadFilters) => void
  onRemove: () => void
}

/** A filter that is set, or about to be: its chip, and what can be chosen. */
export function LeadFilterChip(props: LeadFilterChipProps) {
  const { field, filters, words, options, isOpen, onOpen, onFilter, onRemove } = props

  function remove() {
    onOpen(false)
    onRemove()
  }

  return (
    // The chip itself says that it opens a dialog, so the span around it carries no roles.
    <Popover
      opened={isOpen}
      onChange={onOpen}
      position="bottom-start"
      width={272}
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <span>
          <FilterChip
            field={field.label}
            operator={words?.operator ?? 'is'}
            value={words?.value ?? 'anything'}
            onEdit={field.kind === 'flag' ? undefined : () => onOpen(!isOpen)}
            onRemove={remove}
          />
        </span>
      </Popover.Target>
      {/* Around the dropdown, so that the focus moves in once there is something to take it. */}
      <Suspense fallback={null}>
        <Popover.Dropdown role="dialog" aria-label={field.label} p={8}>
          {field.kind === 'choice' && (
            <LeadFilterChoices
              label={field.label}
              options={options}
              chosen={(filters[field.name] ?? []).map(String)}
              onChoose={values => onFilter(choose(filters, field.name, values))}
            />
          )}
          {field.kind === 'custom' && (
            <CustomFilter
              field={field.field}
              filters={filters}
              onFilter={onFilter}
              onDone={() => onOpen(false)}
            />
          )}
          {(field.kind === 'amounts' || field.kind === 'days') && (
            <LeadFilterRange
              field={field}
              filters={filters}
              onFilter={onFilter}
              onDone={() => onOpen(false)}
            />
          )}
        </Popover.Dropdown>
      </Suspense>
    </Popover>
  )
}

function choose(filters: LeadFilters, name: string, values: string[]): LeadFilters {
  const isId = name === 'stage_id' || name === 'campaign_id'
  return { ...filters, [name]: values.length === 0 ? undefined : isId ? values.map(Number) : values }
}
