import { NativeSelect } from '@mantine/core'
import type { Range, ReportSearch } from '../report-search.ts'
import { DaysField } from './DaysField.tsx'

export interface ComparisonChoiceProps {
  search: ReportSearch
  onSearch: (search: ReportSearch) => void
  /** The days that the report is compared with now. */
  compared: Range | null
  /** Those that one's own choice begins with. */
  range: Range
}

const CHOICES = [
  { value: '', label: 'Not compared' },
  { value: 'before', label: 'The days before' },
  { value: 'year', label: 'The year before' },
  { value: 'own', label: 'Other days' },
]

/** With which days the report is compared. */
export function ComparisonChoice({ search, onSearch, compared, range }: ComparisonChoiceProps) {
  const isOwn = search.compare_from !== undefined
  const { compare_from: _from, compare_to: _to, compare: _compare, ...plain } = search
  const own = (days: Range) => ({ ...plain, compare_from: days.from, compare_to: days.to })
  return (
    <>
      <NativeSelect
        size="sm"
        aria-label="Compared with"
        value={isOwn ? 'own' : search.compare === 'year' ? 'year' : search.compare ? 'before' : ''}
        data={CHOICES}
        onChange={({ currentTarget: { value } }) => {
          if (value === 'own') onSearch(own(compared ?? range))
          else if (value === 'year') onSearch({ ...plain, compare: 'year' })
          else onSearch(value === 'before' ? { ...plain, compare: true } : plain)
        }}
      />
      {compared && (
        <DaysField
          days={compared}
          labels={['First day compared with', 'Last day compared with']}
          onDays={days => onSearch(own(days))}
        />
      )}
    </>
  )
}
