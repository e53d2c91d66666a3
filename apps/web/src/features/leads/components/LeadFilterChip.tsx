import { lazy, useId, useRef } from 'react'
import { FilterChip } from '../../../ui/FilterChip.tsx'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import type { ChipWords } from '../filter-fields.ts'
import type { LeadFilterValuesProps } from './LeadFilterValues.tsx'

const LeadFilterValues = lazy(() =>
  import('./LeadFilterValues.tsx').then(part => ({ default: part.LeadFilterValues })),
)

export interface LeadFilterChipProps extends Omit<LeadFilterValuesProps, 'over'> {
  /** Null while nothing is chosen yet. */
  words: ChipWords | null
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
  onRemove: () => void
}

/** A filter that is set, or about to be: its chip, and what can be chosen. */
export function LeadFilterChip(props: LeadFilterChipProps) {
  const { field, filters, words, options, isOpen, onOpen, onFilter, onRemove } = props
  const id = useId()
  const anchor = useRef<HTMLSpanElement>(null)

  function remove() {
    onOpen(false)
    onRemove()
  }

  return (
    <>
      <span ref={anchor}>
        <FilterChip
          field={field.label}
          operator={words?.operator ?? 'is'}
          value={words?.value ?? 'anything'}
          onEdit={field.kind === 'flag' || field.kind === 'given' ? undefined : () => onOpen(!isOpen)}
          onRemove={remove}
        />
      </span>
      <OnceOpened isOpen={isOpen}>
        <LeadFilterValues
          field={field}
          filters={filters}
          options={options}
          onFilter={onFilter}
          over={{ id, anchor, isOpen, onOpen }}
        />
      </OnceOpened>
    </>
  )
}
