import { Popover, type PopoverProps } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { Suspense } from 'react'
import { Anchor } from './Anchor.ts'
import type { OverProps } from './use-opener.ts'

export interface PopoverOverProps
  extends OverProps,
    Pick<PopoverProps, 'position' | 'width' | 'withRoles' | 'children'> {
  label: string
}

/** The small dialog of a button that stands elsewhere; see `useOpener`. */
export function PopoverOver({ id, anchor, isOpen, onOpen, label, children, ...place }: PopoverOverProps) {
  // Opened once it stands: what had the focus is remembered then, and gets it back.
  const stands = useMounted()
  return (
    <Popover id={id} opened={isOpen && stands} onChange={onOpen} trapFocus returnFocus {...place}>
      <Popover.Target>
        <Anchor to={anchor} />
      </Popover.Target>
      {/* Around the dropdown, so that the focus moves in once there is something to take it. */}
      <Suspense fallback={null}>
        <Popover.Dropdown role="dialog" aria-label={label} p={8}>
          {children}
        </Popover.Dropdown>
      </Suspense>
    </Popover>
  )
}
