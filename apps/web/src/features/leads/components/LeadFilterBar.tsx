import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { useOpener } from '../../../ui/use-opener.ts'
import {
  type ChoiceName,
  chipWords,
  customFilters,
  FILTER_FIELDS,
  type FilterField,
  type FilterName,
  withoutField,
} from '../filter-fields.ts'
import { filtersOf, type LeadFilters, type LeadSearch } from '../lead-search.ts'
import { fieldsQuery } from '../setup.ts'
import { useFilterOptions } from '../use-filter-options.ts'
import classes from './LeadFilterBar.module.css'
import { LeadFilterChip } from './LeadFilterChip.tsx'

const LeadFilterMenu = lazy(() =>
  import('./LeadFilterMenu.tsx').then(part => ({ default: part.LeadFilterMenu })),
)

export interface LeadFilterBarProps {
  search: LeadSearch
  /** Called with the filters in place of those of the address. */
  onFilter: (filters: LeadFilters) => void
  /** Deleted leads are shown to those who may bring them back. */
  canSeeDeleted: boolean
}

/** The filters that are set as chips, and a menu to add one. */
export function LeadFilterBar({ search, onFilter, canSeeDeleted }: LeadFilterBarProps) {
  const [open, setOpen] = useState<FilterName | null>(null)
  const menu = useOpener('menu')
  const filters = filtersOf(search)
  const isSet = (field: FilterField) => chipWords(field, filters, () => '') !== null
  const fields = [...FILTER_FIELDS, ...customFilters(useQuery(fieldsQuery).data ?? [])]
  const shown = fields.filter(field => field.name === open || isSet(field))
  const needed = new Set(
    shown.filter(field => field.kind === 'choice').map(field => field.name as ChoiceName),
  )
  if (filters.passage) needed.add('stage_id')
  if (filters.deed_by) needed.add('assigned_to')
  if (filters.deed_team) needed.add('team_id')
  const options = useFilterOptions(needed)
  const nameOf = (name: ChoiceName, value: string) =>
    options[name].find(option => option.value === value)?.label ?? (name === 'stage_id' ? '…' : value)
  const addable = fields.filter(
    field =>
      !shown.includes(field) &&
      field.kind !== 'given' &&
      field.name !== 'lost_reason' &&
      field.name !== 'competitor' &&
      (canSeeDeleted || field.name !== 'deleted'),
  )

  function add(field: FilterField) {
    if (field.kind === 'flag') onFilter({ ...filters, [field.name]: true })
    else setOpen(field.name)
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own
    <div className={classes.bar} role="group" aria-label="Filters">
      {shown.map(field => (
        <LeadFilterChip
          key={field.name}
          field={field}
          filters={filters}
          words={chipWords(field, filters, nameOf)}
          options={field.kind === 'choice' ? options[field.name] : []}
          isOpen={open === field.name}
          onOpen={isOpen => setOpen(isOpen ? field.name : null)}
          onFilter={onFilter}
          onRemove={() => onFilter(withoutField(filters, field))}
        />
      ))}
      {/* The chip that a choice opens takes the focus; else it goes back to the button. */}
      <button type="button" className={classes.add} {...menu.button}>
        <IconPlus size={14} stroke={1.75} aria-hidden />
        Filter
      </button>
      <OnceOpened isOpen={menu.isOpen}>
        <LeadFilterMenu fields={addable} onAdd={add} returnFocus={open === null} {...menu.over} />
      </OnceOpened>
      {Object.keys(filters).length > 0 && (
        <Button size="sm" variant="subtle" onClick={() => onFilter({})}>
          Clear
        </Button>
      )}
    </div>
  )
}
