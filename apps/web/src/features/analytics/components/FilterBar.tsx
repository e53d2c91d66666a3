import { NativeSelect } from '@mantine/core'
import { PARTS } from '@optimwalls/contract/reports'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { FilterChip } from '../../../ui/FilterChip.tsx'
import { partValuesQuery } from '../api.ts'
import {
  FILTER_PARTS,
  FILTERS,
  type FilterPart,
  narrowed,
  type Range,
  type ReportSearch,
} from '../report-search.ts'
import classes from './ReportsPage.module.css'

export interface FilterBarProps {
  search: ReportSearch
  onSearch: (search: ReportSearch) => void
  range: Range
  /** What stands behind the filters. */
  children: ReactNode
}

/** What narrows the report: each filter is taken away, and others are added, of the values that the leads of these days have. */
export function FilterBar({ search, onSearch, range, children }: FilterBarProps) {
  const [adding, setAdding] = useState<FilterPart | null>(null)
  const active = FILTER_PARTS.filter(part => search[FILTERS[part]] !== undefined)
  const free = FILTER_PARTS.filter(part => !active.includes(part))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own
    <div role="group" aria-label="Filters" className={classes.filters}>
      {active.map(part => (
        <Chip
          key={part}
          part={part}
          values={(search[FILTERS[part]] ?? []).map(String)}
          range={range}
          onRemove={() => onSearch({ ...search, [FILTERS[part]]: undefined })}
        />
      ))}
      <NativeSelect
        size="sm"
        aria-label="Add a filter"
        value={adding ?? ''}
        data={[{ value: '', label: 'Filter' }, ...free.map(part => ({ value: part, label: PARTS[part] }))]}
        onChange={event => setAdding((event.currentTarget.value || null) as FilterPart | null)}
      />
      {adding && (
        <Values
          part={adding}
          range={range}
          onChoose={value => {
            setAdding(null)
            const next = narrowed(search, adding, value)
            if (next) onSearch({ ...next, by: search.by === adding ? next.by : search.by, and: search.and })
          }}
        />
      )}
      {children}
    </div>
  )
}

interface ChipProps {
  part: FilterPart
  values: readonly string[]
  range: Range
  onRemove: () => void
}

function Chip({ part, values, range, onRemove }: ChipProps) {
  const known = useQuery(partValuesQuery(part, range)).data ?? []
  const told = values.map(value => known.find(one => one.value === value)?.label ?? value)
  return (
    <FilterChip
      field={PARTS[part]}
      operator={values.length > 1 ? 'is any of' : 'is'}
      value={told.join(', ')}
      onRemove={onRemove}
    />
  )
}

interface ValuesProps {
  part: FilterPart
  range: Range
  onChoose: (value: string) => void
}

function Values({ part, range, onChoose }: ValuesProps) {
  const { data } = useQuery(partValuesQuery(part, range))
  return (
    <NativeSelect
      size="sm"
      aria-label={`${PARTS[part]} is`}
      autoFocus
      value=""
      data={[
        { value: '', label: data ? `Choose: ${PARTS[part].toLowerCase()}` : 'Loading' },
        ...(data ?? []),
      ]}
      onChange={event => event.currentTarget.value && onChoose(event.currentTarget.value)}
    />
  )
}
