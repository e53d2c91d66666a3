import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Board, Card, Spot } from './board.ts'
import { findCard, staying } from './board-cache.ts'
import { type Carry, type Direction, settled, spotOf, stepCard, stepSpot } from './carry.ts'
import type { BoardDeeds } from './components/BoardDeeds.ts'
import { type Drop, scrollWhileDragging, watchDrags } from './drag.ts'
import { watchTouchDrags } from './touch-drag.ts'
import type { useBoardMoves } from './use-board-moves.ts'

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

/** A card, and the button of it that something hangs on. */
export interface CardAnchor {
  card: Card
  anchor: HTMLElement
}

interface BoardCarryOptions {
  /** What scrolls sideways. */
  frame: RefObject<HTMLElement | null>
  board: Board | undefined
  cardLine: number
  mayMove: boolean
  moves: ReturnType<typeof useBoardMoves>
  onOpen: (id: number) => void
  onMenu: (menu: CardAnchor) => void
  /** Absent for who logs nothing. */
  onLog: ((menu: CardAnchor) => void) | undefined
  onSleep: (cards: readonly Card[]) => void
  onNext: (card: Card) => void
}

/** The button of a card that a key stands for. */
function anchorOf(event: KeyboardEvent, deed: 'menu' | 'log'): HTMLElement | null {
  // A menu that is there already listens for keys elsewhere, and would close with the one that opens it.
  event.stopPropagation()
  return event.currentTarget.querySelector<HTMLElement>(`[data-deed="${deed}"]`)
}

/** Choosing cards and carrying them: by pointer, or lifted with Space, moved with the arrows, put down with Space, back with Escape. */
export function useBoardCarry(options: BoardCarryOptions) {
  const { board, cardLine, moves, mayMove, frame } = options
  const [carry, setCarry] = useState<Carry | null>(null)
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const [focused, setFocused] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  const wantsFocus = useRef<number | null>(null)
  const first = board?.columns.find(column => column.cards.length > 0)?.cards[0]?.id ?? null
  const current = board && focused !== null && findCard(board, focused) ? focused : first

  const nameOf = (ids: readonly number[]) =>
    ids.length === 1 && board
      ? (findCard(board, ids[0] ?? 0)?.card.name ?? 'The card')
      : `${ids.length} leads`
  const placeWords = ({ column, index }: Spot, ids: readonly number[]) => {
    const lane = board?.columns.find(one => one.key === column)
    return `${lane?.name}, place ${index + 1} of ${staying(lane?.cards ?? [], ids).length + 1}`
  }

  function put(ids: readonly number[], spot: Spot | null) {
    setCarry(null)
    setSelected(new Set())
    if (!spot || !board) return
    wantsFocus.current = ids[0] ?? null
    void moves.move(ids, spot)
  }

  const onDrop = useEffectEvent((drop: Drop | null) => {
    const ids = carry?.ids ?? []
    if (drop?.kind === 'lane') return put(ids, spotAt(drop, ids))
    setCarry(null)
    if (drop?.kind !== 'zone' || !board) return
    setSelected(new Set())
    if (drop.zone === 'lost') void moves.lose(ids)
    else options.onSleep(ids.flatMap(id => findCard(board, id)?.card ?? []))
  })
  const onOver = useEffectEvent((drop: Drop | null) => {
    setCarry(now => {
      if (!now) return now
      const over = drop?.kind === 'lane' ? spotAt(drop, now.ids) : null
      const isSame = over?.column === now.over?.column && over?.index === now.over?.index
      return isSame ? now : { ...now, over }
    })
  })
  const onStart = useEffectEvent((ids: readonly number[]) =>
    setCarry({ ids, by: 'pointer', over: board ? spotOf(board, ids) : null }),
  )
  useEffect(
    () =>
      watchDrags({
        onStart: ids => onStart(ids),
        onOver: drop => onOver(drop),
        onDrop: drop => onDrop(drop),
      }),
    [],
  )

  function spotAt({ column, y }: { column: string; y: number }, ids: readonly number[]): Spot | null {
    const cards = board?.columns.find(one => one.key === column)?.cards
    if (!cards) return null
    const raw = Math.min(cards.length, Math.max(0, Math.round((y - cardLine / 2) / cardLine)))
    return { column, index: settled(cards, raw, ids) }
  }

  const isShown = board !== undefined
  useEffect(() => {
    const element = frame.current
    if (!element || !isShown || !mayMove) return
    const endScrolling = scrollWhileDragging(element)
    const endTouch = watchTouchDrags(element, {
      idsOf: id => carriedWith(id),
      onStart: ids => onStart(ids),
      onOver: drop => onOver(drop),
      onDrop: drop => onDrop(drop),
    })
    return () => {
      endScrolling()
      endTouch()
    }
  }, [frame, isShown, mayMove])

  const carriedWith = useEffectEvent((id: number): readonly number[] => {
    if (!selected.has(id) || !board) return [id]
    // In the order of the board, from the top.
    return board.columns.flatMap(column =>
      column.cards.filter(card => selected.has(card.id)).map(card => card.id),
    )
  })

  function toggle(id: number) {
    setSelected(now => {
      const next = new Set(now)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }

  const click = useEffectEvent((event: MouseEvent, card: Card) => {
    if (event.defaultPrevented || (event.target as Element).closest('button')) return
    if (event.metaKey || event.ctrlKey || event.shiftKey) {
      event.preventDefault()
      toggle(card.id)
    } else if (event.button === 0 && !event.altKey) {
      event.preventDefault()
      options.onOpen(card.id)
    }
  })

  const key = useEffectEvent((event: KeyboardEvent, card: Card) => {
    if (!board || event.target !== event.currentTarget) return
    if (carry?.by === 'keys') return keyWhileCarrying(event, carry)
    const direction = ARROWS[event.key]
    if (direction) {
      event.preventDefault()
      goTo(stepCard(board, card.id, direction))
    } else if (event.key === 'Enter') options.onOpen(card.id)
    else if (event.key === ' ' && mayMove && card.sleeps_until === null) {
      event.preventDefault()
      const ids = carriedWith(card.id)
      const over = spotOf(board, ids)
      setCarry({ ids, by: 'keys', over })
      setSaid(
        `${nameOf(ids)} lifted from ${over ? placeWords(over, ids) : ''}. Arrow keys move, Space puts down, Escape puts back.`,
      )
    } else if (event.key === 'x' && mayMove) toggle(card.id)
    else if (event.key === 'm' && mayMove) {
      const anchor = anchorOf(event, 'menu')
      if (anchor) options.onMenu({ card, anchor })
    } else if (event.key === 'c' && !event.metaKey && !event.ctrlKey) {
      const anchor = anchorOf(event, 'log')
      if (anchor) options.onLog?.({ card, anchor })
    } else if (event.key === 'Escape' && selected.size > 0) setSelected(new Set())
  })

  function keyWhileCarrying(event: KeyboardEvent, now: Carry) {
    const direction = ARROWS[event.key]
    if (direction && board && now.over) {
      event.preventDefault()
      const over = stepSpot(board, now.ids, now.over, direction)
      setCarry({ ...now, over })
      setSaid(placeWords(over, now.ids))
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault()
      if (now.over) setSaid(`${nameOf(now.ids)} put down in ${placeWords(now.over, now.ids)}.`)
      put(now.ids, now.over)
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault()
      setCarry(null)
      setSaid(`${nameOf(now.ids)} put back.`)
    }
  }

  function goTo(id: number) {
    wantsFocus.current = id
    setFocused(id)
  }

  const openMenu = useEffectEvent((card: Card, anchor: HTMLElement) => options.onMenu({ card, anchor }))
  const openLog = useEffectEvent((card: Card, anchor: HTMLElement) => options.onLog?.({ card, anchor }))
  const doNext = useEffectEvent((card: Card) => options.onNext(card))
  const focus = useEffectEvent((id: number) => setFocused(id))
  const takeFocus = useEffectEvent((id: number) => {
    if (wantsFocus.current !== id) return false
    wantsFocus.current = null
    return true
  })
  const deeds = useMemo<BoardDeeds>(
    () => ({ carriedWith, focus, takeFocus, click, key, doNext, openMenu, openLog }),
    [],
  )
  return { carry, selected, current, said, deeds, clear: () => setSelected(new Set()) }
}
