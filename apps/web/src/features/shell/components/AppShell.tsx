import { useDisclosure } from '@mantine/hooks'
import { lazy, type ReactNode, useEffect } from 'react'
import { openDrafts } from '../../../lib/drafts.ts'
import { useMe } from '../../../lib/me.ts'
import { OpenNavigation } from '../../../ui/NavigationToggle.tsx'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { useLiveConnection } from '../use-live-connection.ts'
import { usePaletteKey } from '../use-palette-key.ts'
import classes from './AppShell.module.css'
import { BottomBar } from './BottomBar.tsx'
import { Sidebar } from './Sidebar.tsx'

const Palette = lazy(() => import('./Palette.tsx').then(part => ({ default: part.Palette })))
const NavigationDrawer = lazy(() =>
  import('./NavigationDrawer.tsx').then(part => ({ default: part.NavigationDrawer })),
)

/** What stands around every page of a signed-in person. */
export function AppShell({ children }: { children: ReactNode }) {
  const [isDrawerOpen, drawer] = useDisclosure(false)
  const [isPaletteOpen, palette] = useDisclosure(false)
  usePaletteKey(isPaletteOpen, palette.toggle)
  useLiveConnection()
  const { id } = useMe()
  useEffect(() => openDrafts(id), [id])

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
      <OnceOpened isOpen={isDrawerOpen}>
        <NavigationDrawer isOpen={isDrawerOpen} onClose={drawer.close} onSearch={palette.open} />
      </OnceOpened>
      <OnceOpened isOpen={isPaletteOpen}>
        <Palette isOpen={isPaletteOpen} onClose={palette.close} />
      </OnceOpened>
    </div>
  )
}
