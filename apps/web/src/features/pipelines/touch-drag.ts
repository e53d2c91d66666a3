import type { DragListeners, Drop } from './drag.ts'

/** How long a finger rests on a card before it is lifted, and how far it may stray meanwhile. */
const LONG_PRESS_MS = 300
const STRAY_PX = 8
/** This near an edge what lies beyond comes into view. */
const EDGE_PX = 48
const SCROLL_PX = 10
/** On a phone, where one lane fills the board: so long at the edge before the next comes. */
const TURN_EVERY_MS = 700

interface Press {
  id: number
  card: HTMLElement
  x: number
  y: number
  /** When the finger came down, on the clock of its events. */
  at: number
  /** Runs until the card is lifted. */
  timer: ReturnType<typeof setTimeout>
  /** What is drawn under the finger, once lifted. */
  preview: HTMLElement | null
  turnedAt: number
}

export interface TouchDragOptions extends DragListeners {
  /** Cards that go along when this one is lifted. */
  idsOf: (id: number) => readonly number[]
}

/**
 * Cards dragged by finger: a long press lifts one, it follows the finger, the board scrolls at its edges, letting go drops it. By touch
 * events, since browsers on phones differ in whether a long press begins a native drag at all; where it does, it is held back here.
 */
export function watchTouchDrags(board: HTMLElement, options: TouchDragOptions): () => void {
  let press: Press | null = null
  let frame = 0

  function begin(event: TouchEvent) {
    if (press || event.touches.length > 1) return end(null)
    const target = event.target as Element
    const card = target.closest<HTMLElement>('[data-card]')
    const touch = event.touches[0]
    if (!card || !touch || target.closest('button') || card.hasAttribute('data-asleep')) return
    press = {
      id: Number(card.dataset.card),
      card,
      x: touch.clientX,
      y: touch.clientY,
      at: event.timeStamp,
      timer: setTimeout(lift, LONG_PRESS_MS),
      preview: null,
      turnedAt: 0,
    }
    // The rest of the touch goes to this very element, even when its card has left the page by scrolling.
    target.addEventListener('touchmove', move as EventListener, { passive: false })
    target.addEventListener('touchend', letGo as EventListener, { once: true })
    target.addEventListener('touchcancel', () => end(null), { once: true })
  }

  function lift() {
    if (!press) return
    press.preview = previewOf(press.card)
    follow(press)
    navigator.vibrate?.(10)
    options.onStart(options.idsOf(press.id))
    frame = requestAnimationFrame(scroll)
  }

  function move(event: TouchEvent) {
    const touch = event.touches[0]
    if (!press || !touch) return
    const strays = Math.hypot(touch.clientX - press.x, touch.clientY - press.y) > STRAY_PX
    // A swipe, also one that a busy page hears of only after it lifted the card.
    const isSwipe = strays && event.timeStamp - press.at < LONG_PRESS_MS
    if (isSwipe || (strays && !press.preview)) return end(null)
    if (!press.preview) return
    // Of a page that was busy for long the browser asks no more; the card follows all the same.
    if (event.cancelable) event.preventDefault()
    press.x = touch.clientX
    press.y = touch.clientY
    follow(press)
    options.onOver(dropAt(press))
  }

  function letGo(event: TouchEvent) {
    if (!press?.preview) return end(null)
    // No click comes after it.
    if (event.cancelable) event.preventDefault()
    end(dropAt(press))
  }

  function end(drop: Drop | null) {
    if (!press) return
    const { timer, preview } = press
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    preview?.remove()
    press = null
    if (preview) options.onDrop(drop)
  }

  /** Brings into view what lies beyond the edge that the finger is at. */
  function scroll(now: number) {
    if (!press) return
    frame = requestAnimationFrame(scroll)
    const { x, y } = press
    const list = laneAt(press)?.querySelector<HTMLElement>('[data-lane-list]')
    const down = list
      ? directionAt(y, list.getBoundingClientRect().top, list.getBoundingClientRect().bottom)
      : 0
    const box = board.getBoundingClientRect()
    const sideways = directionAt(x, box.left, box.right)
    if (sideways === 0) press.turnedAt = now
    else if (getComputedStyle(board).scrollSnapType === 'none') board.scrollLeft += sideways * SCROLL_PX
    else if (now - press.turnedAt > TURN_EVERY_MS) {
      press.turnedAt = now
      board.scrollBy({ left: sideways * board.clientWidth, behavior: 'smooth' })
    }
    if (list) list.scrollTop += down * SCROLL_PX
    if (down !== 0 || sideways !== 0) options.onOver(dropAt(press))
  }

  /** Neither a menu nor a drag of the browser's own comes of a long press. */
  function hold(event: Event) {
    if (!press) return
    event.preventDefault()
    event.stopPropagation()
  }
  // Known from the start that moves may be held back: browsers that decide before the first one ask.
  const mayHold = () => {}
  board.addEventListener('touchstart', begin, { passive: false })
  board.addEventListener('touchmove', mayHold, { passive: false })
  board.addEventListener('contextmenu', hold, { capture: true })
  board.addEventListener('dragstart', hold, { capture: true })
  return () => {
    end(null)
    board.removeEventListener('touchstart', begin)
    board.removeEventListener('touchmove', mayHold)
    board.removeEventListener('contextmenu', hold, { capture: true })
    board.removeEventListener('dragstart', hold, { capture: true })
  }
}

/** The card itself, lifted; fingers reach through it. */
function previewOf(card: HTMLElement): HTMLElement {
  const copy = card.cloneNode(true) as HTMLElement
  Object.assign(copy.style, {
    position: 'fixed',
    inset: '0 auto auto 0',
    zIndex: '100',
    width: `${card.offsetWidth}px`,
    height: `${card.offsetHeight}px`,
    rotate: '1.5deg',
    pointerEvents: 'none',
    opacity: '0.95',
  })
  copy.removeAttribute('data-card')
  copy.inert = true
  copy.ariaHidden = 'true'
  document.body.append(copy)
  return copy
}

function follow({ preview, x, y }: Press): void {
  // Above the finger, which would hide it.
  if (preview) preview.style.translate = `${x - preview.offsetWidth / 2}px ${y - preview.offsetHeight - 12}px`
}

const directionAt = (at: number, from: number, to: number): -1 | 0 | 1 =>
  at < from + EDGE_PX ? -1 : at > to - EDGE_PX ? 1 : 0

const elementAt = ({ x, y }: Press, selector: string): HTMLElement | null =>
  document.elementFromPoint(x, y)?.closest<HTMLElement>(selector) ?? null
const laneAt = (press: Press) => elementAt(press, '[data-lane]')

function dropAt(press: Press): Drop | null {
  const zone = elementAt(press, '[data-zone]')?.dataset.zone
  if (zone === 'sleep' || zone === 'lost') return { kind: 'zone', zone }
  const lane = laneAt(press)
  const list = lane?.querySelector<HTMLElement>('[data-lane-list]')
  if (!lane || !list) return null
  const y = press.y - list.getBoundingClientRect().top + list.scrollTop
  return { kind: 'lane', column: lane.dataset.lane ?? '', y }
}
