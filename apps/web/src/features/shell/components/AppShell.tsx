import { useDisclosure } from '@mantine/hooks'
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
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

const ViewBanner = lazy(() => import('./ViewBanner.tsx').then(part => ({ default: part.ViewBanner })))

/** What stands around every page of a signed-in person. */
export function AppShell({ children }: { children: ReactNode }) {
  const [isDrawerOpen, drawer] = useDisclosure(false)
  const [isPaletteOpen, palette] = useDisclosure(false)
  usePaletteKey(isPaletteOpen, palette.toggle)
  useLiveConnection()
  const { id, viewing } = useMe()
  // Whoever looks on as another keeps what they had typed themselves.
  const owner = viewing?.by.id ?? id
  useEffect(() => openDrafts(owner), [owner])

  return (
    <div className={classes.shell}>
      <a href="#page" className={classes.skip}>
        Skip to the page
      </a>
      <aside className={classes.side}>
        <Sidebar onSearch={palette.open} />
      </aside>
      <main id="page" tabIndex={-1} className={classes.page}>
        {viewing && (
          <Suspense>
            <ViewBanner as={viewing.as} isRole={viewing.is_role} endsAt={viewing.ends_at} />
          </Suspense>
        )}
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
