import { Menu } from '@mantine/core'
import { MenuOver } from '../../../ui/MenuOver.tsx'
import type { OverProps } from '../../../ui/use-opener.ts'
import type { FilterField } from '../filter-fields.ts'

export interface LeadFilterMenuProps extends OverProps {
  fields: readonly FilterField[]
  onAdd: (field: FilterField) => void
  returnFocus: boolean
}

/** What the list can still be narrowed by. */
export function LeadFilterMenu({ fields, onAdd, ...over }: LeadFilterMenuProps) {
  return (
    <MenuOver position="bottom-start" {...over}>
      {fields.map(field => (
        <Menu.Item key={field.name} onClick={() => onAdd(field)}>
          {field.label}
        </Menu.Item>
      ))}
    </MenuOver>
  )
}
