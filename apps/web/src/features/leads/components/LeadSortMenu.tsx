import { Button, Menu } from '@mantine/core'
import { IconSortAscending, IconSortDescending } from '@tabler/icons-react'
import { DEFAULT_SORT, type LeadSort } from '../lead-search.ts'

const WORDS: [LeadSort, string, string][] = [
  ['-created_at', 'Newest', 'Newest first'],
  ['created_at', 'Oldest', 'Oldest first'],
  ['-updated_at', 'Changed', 'Last changed first'],
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
  const Icon = sort.startsWith('-') ? IconSortDescending : IconSortAscending
  const bare = sort.replace('-', '')
  const short = (WORDS.find(([value]) => value === sort) ??
    WORDS.find(([value]) => value.endsWith(bare)))?.[1]
  const choose = (value: string) => {
    const chosen = WORDS.find(([known]) => known === value)
    if (chosen) onSort(chosen[0])
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" size="sm" leftSection={<Icon size={16} stroke={1.75} aria-hidden />}>
          {short ?? 'Order'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Order</Menu.Label>
        <Menu.RadioGroup value={sort} onChange={choose}>
          {WORDS.map(([value, , words]) => (
            <Menu.RadioItem key={value} value={value}>
              {words}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
