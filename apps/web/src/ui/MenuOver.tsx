import { Menu, type MenuProps } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { Anchor } from './Anchor.ts'
import type { OverProps } from './use-opener.ts'

export type MenuOverProps = OverProps & Pick<MenuProps, 'position' | 'width' | 'returnFocus' | 'children'>

/** The menu of a button that stands elsewhere; see `useOpener`. */
export function MenuOver({ id, anchor, isOpen, onOpen, children, ...place }: MenuOverProps) {
  // Opened once it stands: what had the focus is remembered then, and gets it back.
  const stands = useMounted()
  return (
    <Menu id={id} opened={isOpen && stands} onChange={onOpen} {...place}>
      <Menu.Target>
        <Anchor to={anchor} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
