import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type CSSProperties,
  lazy,
  type ReactNode,
  useCallback,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useCan } from '../../../lib/can.ts'
import { useMe } from '../../../lib/me.ts'
import { useUnread } from '../../../lib/seen.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { boardKeys, boardQuery, moreCards, pipelinesQuery } from '../api.ts'
import type { Board as BoardData, BoardKey, BoardNext, Card, Column, Stage } from '../board.ts'
import { appendCards, findCard } from '../board-cache.ts'
import { drawn } from '../carry.ts'
import { type CardAnchor, useBoardCarry } from '../use-board-carry.ts'
import { useBoardMoves } from '../use-board-moves.ts'
import { useBoardPeers } from '../use-board-peers.ts'
import { type Belongs, useLiveBoard } from '../use-live-board.ts'
import { useNow } from '../use-now.ts'
import { useShownCards } from '../use-shown-cards.ts'
import classes from './Board.module.css'
import { BoardDeedsContext } from './BoardDeeds.ts'
import { BoardDropBar } from './BoardDropBar.tsx'
import { BoardLane } from './BoardLane.tsx'
import { BoardSkeleton } from './BoardSkeleton.tsx'
import { BoardTabs } from './BoardTabs.tsx'

const BoardCardMenu = lazy(() =>
  import('./BoardCardMenu.tsx').then(part => ({ default: part.BoardCardMenu })),
)
const MoveDialog = lazy(() => import('./MoveDialog.tsx').then(part => ({ default: part.MoveDialog })))
const SleepDialog = lazy(() => import('./SleepDialog.tsx').then(part => ({ default: part.SleepDialog })))

export interface BoardProps {
  boardKey: BoardKey
  belongs: Belongs
  onOpen: (id: number) => void
  /** Opens the client that a lead has become. */
  onClient: (clientId: number) => void
  /** Makes clients of several leads; absent for who may not. */
  onConvertMany?: ((ids: readonly number[]) => void) | undefined
  next: BoardNext
  /** The menu by which a call is logged from a card; absent for who logs nothing. */
  logMenu?: ((target: CardAnchor, onClose: () => void) => ReactNode) | undefined
  /** Shown in place of the lanes when no lead at all is let through. */
  empty: ReactNode
}

/** Height of a card with the gap under it, as the stylesheet has it. */
const CARD_LINE = 96
const PHONE_CARD_LINE = 118

/** The stages side by side with their cards, which can be moved by pointer, touch, keys and menu, while others do the same. */
export function Board(props: BoardProps) {
  const { boardKey, belongs, onOpen, onClient, onConvertMany, next, logMenu, empty } = props
  const client = useQueryClient()
  const me = useMe()
  const mayMove = useCan()('CRM', 'move')
  const isPhone = useMediaQuery('(max-width: 639px)') ?? false
  const query = useQuery(boardQuery(boardKey))
  const board = query.data
  const pipelines = useQuery(pipelinesQuery).data
  const stages = useMemo(
    () =>
      new Map<number, Stage>(pipelines?.flatMap(one => one.stages.map(stage => [stage.id, stage] as const))),
    [pipelines],
  )
  const chance = useCallback((stageId: number) => stages.get(stageId)?.win_probability ?? 0, [stages])
  const glowing = useLiveBoard(boardKey, belongs, chance, me.id)
  const moves = useBoardMoves({
    key: boardKey,
    pipelines: pipelines ?? [],
    chance,
    me: me.id,
    onClient,
    onConvertMany,
  })
  const [menu, setMenu] = useState<CardAnchor | null>(null)
  const [logging, setLogging] = useState<CardAnchor | null>(null)
  const [sleeping, setSleeping] = useState<readonly Card[] | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const carrying = useBoardCarry({
    frame,
    board,
    cardLine: isPhone ? PHONE_CARD_LINE : CARD_LINE,
    mayMove,
    onOpen,
    moves,
    onMenu: setMenu,
    onLog: logMenu && setLogging,
    onSleep: setSleeping,
    onNext: next.onDo,
  })
  const { carry, selected, current } = carrying
  const peers = useBoardPeers(boardKey.pipeline, board, carry?.ids[0] ?? null, me.id)
  const isUnread = useUnread(me.id)
  const now = useNow()
  const onShown = useShownCards(next.onLookedAt)

  const onMore = useFetchOnce(async (column: Column) => {
    const more = await moreCards(boardKey, column)
    client.setQueryData<BoardData>(
      boardKeys.board(boardKey),
      shown => shown && appendCards(shown, column, more),
    )
  })

  if (query.error && !board) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!board) return <BoardSkeleton />
  const isEmpty = board.columns.every(column => column.count === 0 && column.cards.length === 0)
  const carriedSum = (carry?.ids ?? []).reduce((sum, id) => sum + (findCard(board, id)?.card.budget ?? 0), 0)
  const origin = carry ? findCard(board, carry.ids[0] ?? 0)?.column.key : undefined
  const over = carry?.over

  return (
    <BoardDeedsContext value={carrying.deeds}>
      {isPhone && <BoardTabs columns={board.columns} frame={frame} />}
      <div
        className={classes.board}
        ref={frame}
        style={{ '--card-line': `${isPhone ? PHONE_CARD_LINE : CARD_LINE}px` } as CSSProperties}
        data-carrying={carry?.by}
      >
        {isEmpty ? (
          <div className={classes.nothing}>{empty}</div>
        ) : (
          board.columns.map(column => (
            <BoardLane
              key={column.key}
              boardKey={boardKey}
              column={column}
              stages={stages}
              cardLine={isPhone ? PHONE_CARD_LINE : CARD_LINE}
              slot={over?.column === column.key ? drawn(column.cards, over.index, carry?.ids ?? []) : null}
              carried={carry?.ids ?? NOTHING}
              change={
                over && over.column !== origin
                  ? column.key === over.column
                    ? carriedSum
                    : column.key === origin
                      ? -carriedSum
                      : 0
                  : 0
              }
              current={column.cards.some(card => card.id === current) ? current : null}
              selected={selected}
              glowing={glowing}
              peers={peers.byCard}
              isUnread={isUnread}
              mayMove={mayMove}
              mayLog={logMenu !== undefined}
              now={now}
              next={next.of}
              onShown={onShown}
              onMore={onMore}
            />
          ))
        )}
      </div>
      {carry?.by === 'pointer' && <BoardDropBar />}
      {selected.size > 1 && !carry && (
        <p className={classes.chosen} role="status">
          {selected.size} chosen. Drag one of them, or press Space, to move all.
          {onConvertMany && (
            <button type="button" onClick={() => onConvertMany([...selected])}>
              Convert
            </button>
          )}
          <button type="button" onClick={carrying.clear}>
            Clear
          </button>
        </p>
      )}
      <p className={classes.said} aria-live="assertive">
        {carrying.said}
      </p>
      <OnceOpened isOpen={menu !== null}>
        <BoardCardMenu
          target={menu}
          columns={board.columns}
          next={menu ? next.of[menu.card.id] : undefined}
          onNext={next.onDo}
          onDismiss={next.onDismiss}
          onClose={() => setMenu(null)}
          onMove={(card, key) =>
            void moves.move(carrying.deeds.carriedWith(card.id), { column: key, index: 0 })
          }
          onLose={card => void moves.lose(carrying.deeds.carriedWith(card.id))}
          onSleep={card => setSleeping([card])}
          onWake={card => void moves.wake(card)}
        />
      </OnceOpened>
      {logging && logMenu?.(logging, () => setLogging(null))}
      <OnceOpened isOpen={moves.asked !== null}>
        <MoveDialog asked={moves.asked} />
      </OnceOpened>
      <OnceOpened isOpen={sleeping !== null}>
        <SleepDialog
          cards={sleeping}
          onClose={() => setSleeping(null)}
          onSleep={(cards, until) => void moves.sleep(cards, () => until)}
        />
      </OnceOpened>
    </BoardDeedsContext>
  )
}

const NOTHING: readonly number[] = []

/** The same function for ever, which does not begin for a column again before it is done with it. */
function useFetchOnce(fetch: (column: Column) => Promise<void>): (column: Column) => Promise<void> {
  const under = useRef(new Set<string>())
  const latest = useEffectEvent(fetch)
  const run = useRef(async (column: Column) => {
    const name = `${column.key} ${column.next_cursor}`
    if (under.current.has(name)) return
    under.current.add(name)
    try {
      await latest(column)
    } catch {
      // Asked for again when the lane is scrolled on.
    } finally {
      // A board that is fetched anew has the same end again: then the same cards are to come once more.
      under.current.delete(name)
    }
  })
  return run.current
}
