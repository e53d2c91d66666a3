import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { OpenNavigation } from '../../../ui/NavigationToggle.tsx'
import { useLiveConnection } from '../use-live-connection.ts'
import { usePaletteKey } from '../use-palette-key.ts'
import classes from './AppShell.module.css'
import { BottomBar } from './BottomBar.tsx'
import { LazyPalette } from './LazyPalette.tsx'
import { NavigationDrawer } from './NavigationDrawer.tsx'
import { Sidebar } from './Sidebar.tsx'

/** What stands around every page of a signed-in person. */
export function AppShell({ children }: { children: ReactNode }) {
  const [isDrawerOpen, drawer] = useDisclosure(false)
  const [isPaletteOpen, palette] = useDisclosure(false)
  usePaletteKey(palette.toggle)
  useLiveConnection()

  return (
    <div className={classes.shell}>
      <a href="#page" className={classes.skip}>
        Skip to the page
      </a>
      <aside className={classes.side}>
        <Sidebar onSearch={palette.open} />
      </aside>
      <main id="page" tabIndex={-1} className={classes.page}>
        <OpenNavigation value={drawer.open}>{children}</OpenNavigation>
      </main>
      <BottomBar onSearch={palette.open} onMore={drawer.open} />
      <NavigationDrawer isOpen={isDrawerOpen} onClose={drawer.close} onSearch={palette.open} />
      <LazyPalette isOpen={isPaletteOpen} onClose={palette.close} />
    </div>
  )
}
