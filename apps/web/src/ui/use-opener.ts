import { type RefObject, useId, useRef, useState } from 'react'

/** What a menu or popover takes from the button under it; see `useOpener`. */
export interface OverProps {
  id: string
  anchor: RefObject<HTMLElement | null>
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
}

/**
 * A button and what opens over it, kept apart: the button stands on the page from the start, the rest is fetched when it
 * is first asked for (`OnceOpened` around a lazy component with a `MenuOver` or `PopoverOver` inside). The button stays the same
 * element throughout, so the focus is never lost.
 */
export function useOpener(kind: 'menu' | 'dialog') {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const [isOpen, onOpen] = useState(false)
  const over: OverProps = { id, anchor, isOpen, onOpen }
  return {
    isOpen,
    over,
    button: {
      ref: anchor,
      id: `${id}-target`,
      'aria-haspopup': kind,
      'aria-expanded': isOpen,
      'aria-controls': isOpen ? `${id}-dropdown` : undefined,
      onClick: () => onOpen(open => !open),
    },
  } as const
}
