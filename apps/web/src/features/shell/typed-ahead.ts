/** Nothing waits longer than this for its field, in milliseconds. */
const MOST_MS = 4000

let text = ''
let end = () => {}

/** Catches what is typed from now on until `takeTyped`: for a field that was asked for and does not stand yet. */
export function catchTyping(): void {
  end()
  text = ''
  const listen = (event: KeyboardEvent) => {
    if (event.key === 'Escape') end()
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key === 'Backspace') text = text.slice(0, -1)
    else if (event.key.length === 1) text += event.key
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  window.addEventListener('keydown', listen, true)
  const tooLate = setTimeout(() => end(), MOST_MS)
  end = () => {
    window.removeEventListener('keydown', listen, true)
    clearTimeout(tooLate)
  }
}

/** What was typed meanwhile; it is caught no longer. */
export function takeTyped(): string {
  end()
  const typed = text
  text = ''
  return typed
}
