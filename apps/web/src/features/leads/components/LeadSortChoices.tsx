import { Menu } from '@mantine/core'
import { MenuOver } from '../../../ui/MenuOver.tsx'
import type { OverProps } from '../../../ui/use-opener.ts'
import type { LeadSort } from '../lead-search.ts'

export interface LeadSortChoicesProps extends OverProps {
  /** An order, its short name, and what is said of it in the menu. */
  words: readonly (readonly [LeadSort, string, string])[]
  sort: LeadSort
  onSort: (sort: LeadSort) => void
}

/** The orders to choose from. */
export function LeadSortChoices({ words, sort, onSort, ...over }: LeadSortChoicesProps) {
  const choose = (value: string) => {
    const chosen = words.find(([known]) => known === value)
    if (chosen) onSort(chosen[0])
  }
  return (
    <MenuOver position="bottom-end" {...over}>
      <Menu.Label>Order</Menu.Label>
      <Menu.RadioGroup value={sort} onChange={choose}>
        {words.map(([value, , said]) => (
          <Menu.RadioItem key={value} value={value}>
            {said}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </MenuOver>
  )
}
