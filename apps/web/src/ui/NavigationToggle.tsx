import { ActionIcon } from '@mantine/core'
import { IconMenu2 } from '@tabler/icons-react'
import { createContext, use } from 'react'
import classes from './NavigationToggle.module.css'

/** Opens the navigation where it is a drawer; the shell provides it, pages outside the shell have none. */
export const OpenNavigation = createContext<(() => void) | null>(null)

/** Stands in the page header between 640 and 1023 px; wider has the sidebar, narrower the bottom bar. */
export function NavigationToggle() {
  const open = use(OpenNavigation)
  if (!open) return null
  return (
    <ActionIcon className={classes.toggle} onClick={open} aria-label="Open navigation" aria-haspopup="dialog">
      <IconMenu2 size={16} stroke={1.75} aria-hidden />
    </ActionIcon>
  )
}
