import { useEffect, useEffectEvent } from 'react'
import { catchTyping } from './typed-ahead.ts'

/** ⌘K, or Ctrl K, from anywhere; also while a field has the focus. Whoever types on at once loses nothing while the palette loads. */
export function usePaletteKey(isOpen: boolean, toggle: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (
      event.key.toLowerCase() !== 'k' ||
      !(event.metaKey || event.ctrlKey) ||
      event.altKey ||
      event.shiftKey
    )
      return
    event.preventDefault()
    if (!isOpen) catchTyping()
    toggle()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
