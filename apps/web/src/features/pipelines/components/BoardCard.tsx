import { type CSSProperties, memo, useEffect, useRef } from 'react'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Money } from '../../../ui/Money.tsx'
import { ScoreBadge } from '../../../ui/ScoreBadge.tsx'
import type { Card, Stage } from '../board.ts'
import { daysInStage, daysInWords, footOf, homeOf, isStale } from '../card-words.ts'
import { makeCardDraggable } from '../drag.ts'
import classes from './BoardCard.module.css'
import { useBoardDeeds } from './BoardDeeds.ts'

export interface BoardCardProps {
  card: Card
  stage: Stage | undefined
  /** Its lane from the top, and whether the next card makes room for the slot. */
  offset: number
  place: number
  size: number
  /** The one card of its lane that Tab comes to. */
  isCurrent: boolean
  isSelected: boolean
  /** Being carried, by this person. */
  isCarried: boolean
  isUnread: boolean
  /** Moved by somebody else just now. */
  isGlowing: boolean
  /** Who else is dragging or changing it: "Meera is moving it". */
  peer: string | undefined
  mayMove: boolean
  mayLog: boolean
  /** What is best done next: "Book a visit". */
  next: string | undefined
  now: number
}

/** A lead on the board. */
export const BoardCard = memo(function BoardCard(props: BoardCardProps) {
  const {
    card,
    stage,
    offset,
    place,
    size,
    isCurrent,
    isSelected,
    isCarried,
    peer,
    mayMove,
    mayLog,
    next,
    now,
  } = props
  const deeds = useBoardDeeds()
  const element = useRef<HTMLElement>(null)
  const foot = footOf(card, stage, now)
  const days = daysInStage(card, now)
  const home = homeOf(card)

  useEffect(() => {
    if (!element.current || !mayMove) return
    return makeCardDraggable(element.current, { id: card.id, idsOf: deeds.carriedWith })
  }, [card.id, mayMove, deeds])
  useEffect(() => {
    if (deeds.takeFocus(card.id)) element.current?.focus({ preventScroll: true })
  })

  return (
    <li
      className={classes.place}
      style={{ '--y': `${offset}px` } as CSSProperties}
      aria-setsize={size}
      aria-posinset={place}
    >
      <article
        ref={element}
        className={classes.card}
        tabIndex={isCurrent ? 0 : -1}
        aria-label={card.name}
        data-card={card.id}
        data-asleep={card.sleeps_until !== null || undefined}
        data-stale={isStale(card, stage, now) || undefined}
        data-selected={isSelected || undefined}
        data-carried={isCarried || undefined}
        data-glow={props.isGlowing || undefined}
        data-peer={peer}
        onFocus={() => deeds.focus(card.id)}
        onClick={event => deeds.click(event, card)}
        onKeyDown={event => deeds.key(event, card)}
      >
        <h3 className={classes.name} data-unread={props.isUnread || undefined}>
          {/* No link of the router: a hundred of them come by in a scroll, and each asks for its page when the pointer passes. */}
          <a href={`/leads/${card.id}`} tabIndex={-1} draggable={false}>
            {card.name}
          </a>
        </h3>
        <ScoreBadge score={card.score} />
        <p className={classes.home}>
          <b>
            <Money amount={card.budget} currency={card.currency} />
          </b>
          {home && ` · ${home}`}
        </p>
        {next !== undefined && foot.icon === 'hollow' ? (
          <button
            type="button"
            className={classes.foot}
            data-icon="next"
            tabIndex={isCurrent ? 0 : -1}
            aria-label={`${next}: ${card.name}`}
            onClick={() => deeds.doNext(card)}
          >
            {next}
          </button>
        ) : (
          <p className={classes.foot} data-tone={foot.tone} data-icon={foot.icon}>
            {foot.words}
          </p>
        )}
        {foot.icon !== 'hourglass' && foot.icon !== 'moon' && (
          <span
            className={classes.age}
            data-next={(next !== undefined && foot.icon !== 'hollow') || undefined}
            title={`${days} days in ${stage?.name ?? 'this stage'}${next === undefined ? '' : `. Best next: ${next}`}`}
          >
            {days === 0 ? 'today' : daysInWords(days)}
          </span>
        )}
        {card.owner && <Avatar id={card.owner.id} name={card.owner.name} size="sm" />}
        {mayMove && (
          <button
            type="button"
            className={classes.menu}
            tabIndex={isCurrent ? 0 : -1}
            aria-haspopup="menu"
            data-deed="menu"
            aria-label={`Move ${card.name} to…`}
            onClick={event => deeds.openMenu(card, event.currentTarget)}
          >
            ⋮
          </button>
        )}
        {mayLog && (
          <button
            type="button"
            className={classes.log}
            tabIndex={isCurrent ? 0 : -1}
            aria-haspopup="menu"
            data-deed="log"
            aria-label={`Log a call with ${card.name}`}
            title="Log a call"
            onClick={event => deeds.openLog(card, event.currentTarget)}
          />
        )}
      </article>
    </li>
  )
})
