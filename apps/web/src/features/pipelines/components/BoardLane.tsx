import { useQuery } from '@tanstack/react-query'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, memo, useCallback, useDeferredValue, useEffect, useRef, useState } from 'react'
import { formatMoney } from '../../../lib/format-money.ts'
import { Money } from '../../../ui/Money.tsx'
import { StageRing } from '../../../ui/StageRing.tsx'
import { asleepQuery } from '../api.ts'
import { type BoardKey, type Card, type CardNext, type Column, colourOf, type Stage } from '../board.ts'
import { makeLaneTarget } from '../drag.ts'
import { type OnShown, useTellShown } from '../use-shown-cards.ts'
import { BoardCard } from './BoardCard.tsx'
import classes from './BoardLane.module.css'

export interface BoardLaneProps {
  boardKey: BoardKey
  column: Column
  stages: ReadonlyMap<number, Stage>
  cardLine: number
  /** Where the slot opens among all its cards; null while nothing is over it. */
  slot: number | null
  /** What is being carried, and how much the lane's sum would change. */
  carried: readonly number[]
  change: number
  /** The card Tab comes to, when it is in this lane. */
  current: number | null
  selected: ReadonlySet<number>
  glowing: ReadonlySet<number>
  peers: ReadonlyMap<number, string>
  isUnread: (lead: number, updatedAt: string) => boolean
  mayMove: boolean
  mayLog: boolean
  now: number
  onMore: (column: Column) => Promise<void>
  /** What is best done next with a card. */
  next: Readonly<Record<number, CardNext>>
  onShown: OnShown
}

/** Cards that are still to be fetched are fetched when so many are left below, or half of those there are. */
const FETCH_AHEAD = 30

/** A column of the board: its head with figures, and its cards, of which only those in view are drawn. */
export const BoardLane = memo(function BoardLane(props: BoardLaneProps) {
  const { column, stages, cardLine, slot, carried, change, current } = props
  const lane = useRef<HTMLElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [isAsleepShown, setAsleepShown] = useState(false)
  const { cards } = column
  const stage = column.stage_id === null ? undefined : stages.get(column.stage_id)
  const currentRow = current === null ? -1 : cards.findIndex(card => card.id === current)
  // Tab comes to one card of each lane.
  const stopRow = Math.max(0, currentRow)

  // The same function for the same cards: with another one, the virtualizer measures every card of the lane anew.
  const getItemKey = useCallback((index: number) => cards[index]?.id ?? index, [cards])
  const virtualizer = useVirtualizer({
    count: cards.length,
    getScrollElement: () => list.current,
    estimateSize: () => cardLine,
    getItemKey,
    overscan: 3,
    // That card stays, else scrolling it away would lose the focus.
    rangeExtractor: range => {
      const rows = defaultRangeExtractor(range)
      if (stopRow < range.count && !rows.includes(stopRow)) rows.push(stopRow)
      return rows.sort((one, other) => one - other)
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of cards is what makes it measure again
  useEffect(() => virtualizer.measure(), [virtualizer, cardLine])

  // Cards that come into view are made in small portions, so that the wheel and the pointer are answered meanwhile.
  const rows = useDeferredValue(virtualizer.getVirtualItems())

  useTellShown(
    lane,
    column.key,
    rows.flatMap(({ index }) => cards[index]?.id ?? []),
    props.onShown,
  )

  const lastRow = virtualizer.range?.endIndex ?? 0
  const { onMore } = props
  const isWanted =
    column.next_cursor !== null && lastRow >= cards.length - Math.min(FETCH_AHEAD, cards.length / 2)
  useEffect(() => {
    if (isWanted) void onMore(column)
  }, [isWanted, onMore, column])

  useEffect(() => {
    if (!lane.current || !list.current) return
    return makeLaneTarget(lane.current, list.current, column.key)
  }, [column.key])
  useEffect(() => {
    if (slot !== null && carried.length > 0) virtualizer.scrollToIndex(Math.min(slot, cards.length - 1))
  }, [slot, carried, virtualizer, cards.length])
  // biome-ignore lint/correctness/useExhaustiveDependencies: cards that come in above it do not scroll back to it
  useEffect(() => {
    if (currentRow >= 0) virtualizer.scrollToIndex(currentRow)
  }, [current, virtualizer])

  const offsetOf = (row: number) => row * cardLine + (slot !== null && row >= slot ? cardLine : 0)
  const height = (cards.length + (slot === null ? 0 : 1)) * cardLine

  return (
    <section
      ref={lane}
      className={classes.lane}
      aria-label={column.name}
      data-over={slot !== null || undefined}
      data-lane={column.key}
    >
      <header className={classes.head}>
        <span
          className={classes.ring}
          style={stage?.colour ? ({ '--mark': colourOf(stage) } as CSSProperties) : undefined}
        >
          <StageRing category={column.category} />
        </span>
        <h2>{column.name}</h2>
        <span className={classes.count} data-one={column.count === 1 || undefined}>
          {column.count.toLocaleString('en-IN')}
          {column.capped && '+'}
        </span>
        <span className={classes.sum}>
          {change !== 0 && (
            <span className={classes.change} data-sign={change > 0 ? 'plus' : 'minus'}>
              {change > 0 ? '+' : ''}
              <Money amount={change} currency={cards[0]?.currency} />
            </span>
          )}
          {column.budget_sum !== null && (
            <span title={weightedWords(column)}>
              <Money amount={column.budget_sum} currency={cards[0]?.currency} />
            </span>
          )}
        </span>
      </header>
      <div className={classes.list} ref={list} data-lane-list>
        {column.asleep > 0 && (
          <button
            type="button"
            className={classes.asleep}
            aria-expanded={isAsleepShown}
            onClick={() => setAsleepShown(!isAsleepShown)}
          >
            {column.asleep >= 1000 ? '1,000+' : column.asleep} asleep
          </button>
        )}
        {isAsleepShown && column.asleep > 0 && <Sleepers {...props} />}
        <ul className={classes.cards} style={{ height }} aria-label={`Leads in ${column.name}`}>
          {slot !== null && (
            <li
              className={classes.slot}
              style={{ '--y': `${slot * cardLine}px` } as CSSProperties}
              aria-hidden
            />
          )}
          {rows.map(({ index }) => {
            const card = cards[index]
            return (
              card && (
                <LaneCard
                  key={card.id}
                  {...props}
                  card={card}
                  offset={offsetOf(index)}
                  place={index + 1}
                  isStop={index === stopRow}
                />
              )
            )
          })}
        </ul>
        {cards.length === 0 && slot === null && (
          <p className={classes.empty}>{column.count > 0 ? 'All of them sleep.' : 'Nobody here.'}</p>
        )}
      </div>
    </section>
  )
})

function LaneCard(props: BoardLaneProps & { card: Card; offset: number; place: number; isStop: boolean }) {
  const { card, column, stages, carried, selected, glowing, peers, isUnread } = props
  return (
    <BoardCard
      card={card}
      stage={stages.get(card.stage_id)}
      offset={props.offset}
      place={props.place}
      size={column.capped ? -1 : column.count}
      isCurrent={props.isStop}
      isSelected={selected.has(card.id)}
      isCarried={carried.includes(card.id)}
      isUnread={isUnread(card.id, card.updated_at)}
      isGlowing={glowing.has(card.id)}
      peer={peers.get(card.id)}
      mayMove={props.mayMove}
      mayLog={props.mayLog}
      next={props.next[card.id]?.words}
      now={props.now}
    />
  )
}

/** The leads of the column that sleep, folded out. */
function Sleepers(props: BoardLaneProps) {
  const { boardKey, column, cardLine } = props
  const sleepers = useQuery(asleepQuery(boardKey, column.key)).data ?? []
  return (
    <ul
      className={classes.sleepers}
      style={{ height: sleepers.length * cardLine }}
      aria-label={`Asleep in ${column.name}`}
    >
      {sleepers.map((card, row) => (
        <LaneCard
          key={card.id}
          {...props}
          card={card}
          offset={row * cardLine}
          place={row + 1}
          isStop={row === 0}
        />
      ))}
    </ul>
  )
}

const weightedWords = ({ weighted_sum, cards }: Column): string | undefined =>
  weighted_sum === null ? undefined : `${formatMoney(weighted_sum, cards[0]?.currency)} expected`
