import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { pointerOutsideOfPreview } from '@atlaskit/pragmatic-drag-and-drop/element/pointer-outside-of-preview'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'

/** What is dragged: cards of this board. */
interface Dragged extends Record<string | symbol, unknown> {
  kind: 'cards'
  ids: readonly number[]
}

const isCards = (data: Record<string | symbol, unknown>): data is Dragged => data.kind === 'cards'

/** Lets a card be dragged, by mouse at once and by touch after a long press; chosen cards go along. */
export function makeCardDraggable(
  element: HTMLElement,
  { id, idsOf }: { id: number; idsOf: (id: number) => readonly number[] },
): () => void {
  return draggable({
    element,
    getInitialData: (): Dragged => ({ kind: 'cards', ids: idsOf(id) }),
    onGenerateDragPreview({ nativeSetDragImage }) {
      setCustomNativeDragPreview({
        nativeSetDragImage,
        getOffset: pointerOutsideOfPreview({ x: '12px', y: '8px' }),
        render: ({ container }) => drawPreview(container, element, idsOf(id).length),
      })
    },
  })
}

/** The card itself, a little askew, and how many go along. */
function drawPreview(container: HTMLElement, element: HTMLElement, count: number): void {
  const copy = element.cloneNode(true) as HTMLElement
  copy.style.width = `${element.offsetWidth}px`
  copy.style.height = `${element.offsetHeight}px`
  copy.style.rotate = '1.5deg'
  copy.removeAttribute('data-carried')
  const room = document.createElement('div')
  room.style.padding = '8px'
  room.append(copy)
  if (count > 1) {
    const badge = document.createElement('span')
    badge.textContent = String(count)
    badge.className = 'board-drag-count'
    room.append(badge)
  }
  container.append(room)
}

/** Where cards can be put: a lane, at a height, or a zone of the bar. */
export type Drop = { kind: 'lane'; column: string; y: number } | { kind: 'zone'; zone: 'sleep' | 'lost' }

/** Takes cards into a lane; `list` is what scrolls. */
export function makeLaneTarget(element: HTMLElement, list: HTMLElement, column: string): () => void {
  const target = dropTargetForElements({
    element,
    canDrop: ({ source }) => isCards(source.data),
    getData: ({ input }) => ({
      kind: 'lane',
      column,
      y: input.clientY - list.getBoundingClientRect().top + list.scrollTop,
    }),
  })
  return combine(target, autoScrollForElements({ element: list }))
}

export function makeZoneTarget(
  element: HTMLElement,
  zone: 'sleep' | 'lost',
  onOver: (isOver: boolean) => void,
): () => void {
  return dropTargetForElements({
    element,
    canDrop: ({ source }) => isCards(source.data),
    getData: () => ({ kind: 'zone', zone }),
    onDragEnter: () => onOver(true),
    onDragLeave: () => onOver(false),
  })
}

export const scrollWhileDragging = (element: HTMLElement): (() => void) => autoScrollForElements({ element })

export interface DragListeners {
  onStart: (ids: readonly number[]) => void
  /** Where the pointer is; null where nothing takes cards. */
  onOver: (drop: Drop | null) => void
  /** Let go; null: nowhere. */
  onDrop: (drop: Drop | null) => void
}

/** Follows drags of cards all over the board. */
export function watchDrags({ onStart, onOver, onDrop }: DragListeners): () => void {
  return monitorForElements({
    canMonitor: ({ source }) => isCards(source.data),
    onDragStart: ({ source }) => {
      if (isCards(source.data)) onStart(source.data.ids)
    },
    onDrag: ({ location }) => onOver(dropOf(location.current.dropTargets)),
    onDropTargetChange: ({ location }) => onOver(dropOf(location.current.dropTargets)),
    onDrop: ({ location }) => onDrop(dropOf(location.current.dropTargets)),
  })
}

function dropOf(targets: readonly { data: Record<string | symbol, unknown> }[]): Drop | null {
  const data = targets[0]?.data
  if (data?.kind === 'lane') return { kind: 'lane', column: String(data.column), y: Number(data.y) }
  if (data?.kind === 'zone') return { kind: 'zone', zone: data.zone === 'lost' ? 'lost' : 'sleep' }
  return null
}
