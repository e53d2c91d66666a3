import { Drawer } from '@mantine/core'
import { Sidebar } from './Sidebar.tsx'

export interface NavigationDrawerProps {
  isOpen: boolean
  onClose: () => void
  onSearch: () => void
}

/** The sidebar where there is no room for it. */
export function NavigationDrawer({ isOpen, onClose, onSearch }: NavigationDrawerProps) {
  return (
    <Drawer.Root opened={isOpen} onClose={onClose} size={280} padding={0}>
      <Drawer.Overlay />
      <Drawer.Content aria-label="Navigation">
        <Sidebar
          onLeave={onClose}
          onSearch={() => {
            onClose()
            onSearch()
          }}
        />
      </Drawer.Content>
    </Drawer.Root>
  )
}
