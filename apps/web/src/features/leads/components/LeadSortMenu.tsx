import { Button } from '@mantine/core'
import { IconSortAscending, IconSortDescending } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { useOpener } from '../../../ui/use-opener.ts'
import { isSortable } from '../custom-columns.tsx'
import { DEFAULT_SORT, type LeadSort } from '../lead-search.ts'
import { type CustomField, fieldsQuery } from '../setup.ts'

const LeadSortChoices = lazy(() =>
  import('./LeadSortChoices.tsx').then(part => ({ default: part.LeadSortChoices })),
)

const WORDS: [LeadSort, string, string][] = [
  ['-created_at', 'Newest', 'Newest first'],
  ['created_at', 'Oldest', 'Oldest first'],
  ['-updated_at', 'Changed', 'Last changed first'],
  ['-priority', 'Priority', 'Most urgent first'],
  ['-score', 'Score', 'Highest score first'],
  ['-budget', 'Budget', 'Largest budget first'],
  ['budget', 'Budget', 'Smallest budget first'],
  ['possession_date', 'Possession', 'Earliest possession first'],
  ['name', 'Name', 'Name, A to Z'],
]

export interface LeadSortMenuProps {
  sort: LeadSort | undefined
  onSort: (sort: LeadSort) => void
}

/** The order of the list, for cards and for readers of few columns. */
export function LeadSortMenu({ sort = DEFAULT_SORT, onSort }: LeadSortMenuProps) {
  const own = (useQuery(fieldsQuery).data ?? []).filter(field => !field.is_archived && isSortable(field))
  const words = [...WORDS, ...own.flatMap(wordsOf)]
  const { isOpen, button, over } = useOpener('menu')
  const Icon = sort.startsWith('-') ? IconSortDescending : IconSortAscending
  const bare = sort.replace('-', '')
  const short = (words.find(([value]) => value === sort) ??
    words.find(([value]) => value.endsWith(bare)))?.[1]
  return (
    <>
      <Button
        variant="subtle"
        size="sm"
        leftSection={<Icon size={16} stroke={1.75} aria-hidden />}
        {...button}
      >
        {short ?? 'Order'}
      </Button>
      <OnceOpened isOpen={isOpen}>
        <LeadSortChoices words={words} sort={sort} onSort={onSort} {...over} />
      </OnceOpened>
    </>
  )
}

function wordsOf({ key, label, kind }: CustomField): [LeadSort, string, string][] {
  const up: LeadSort = `custom.${key}`
  const down: LeadSort = `-custom.${key}`
  if (kind === 'text') return [[up, label, `${label}, A to Z`]]
  return kind === 'date'
    ? [
        [up, label, `${label}, earliest first`],
        [down, label, `${label}, latest first`],
      ]
    : [
        [down, label, `${label}, largest first`],
        [up, label, `${label}, smallest first`],
      ]
}
