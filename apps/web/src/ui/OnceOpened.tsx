import { type ReactNode, Suspense, useState } from 'react'

export interface OnceOpenedProps {
  isOpen: boolean
  /** Something lazy that takes `isOpen` itself. */
  children: ReactNode
}

/** Loads what opens over the page the first time it is asked for, and keeps it from then on. */
export function OnceOpened({ isOpen, children }: OnceOpenedProps) {
  const [wasOpened, setWasOpened] = useState(isOpen)
  if (isOpen && !wasOpened) setWasOpened(true)
  return wasOpened ? <Suspense fallback={null}>{children}</Suspense> : null
}
