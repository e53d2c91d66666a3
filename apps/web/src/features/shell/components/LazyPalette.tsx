import { lazy, Suspense, useState } from 'react'

const Palette = lazy(() => import('./Palette.tsx').then(module => ({ default: module.Palette })))

export interface LazyPaletteProps {
  isOpen: boolean
  onClose: () => void
}

/** Loads the palette the first time it is asked for and keeps it from then on. */
export function LazyPalette({ isOpen, onClose }: LazyPaletteProps) {
  const [wasOpened, setWasOpened] = useState(false)
  if (isOpen && !wasOpened) setWasOpened(true)
  if (!wasOpened) return null
  return (
    <Suspense fallback={null}>
      <Palette isOpen={isOpen} onClose={onClose} />
    </Suspense>
  )
}
