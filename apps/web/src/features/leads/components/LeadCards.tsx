import { lazy, memo, type ReactNode, type RefObject, Suspense } from 'react'
import { formatPossession } from '../../../lib/format-time.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Money } from '../../../ui/Money.tsx'
import { ResponseClock } from '../../../ui/ResponseClock.tsx'
import { ScoreBadge } from '../../../ui/ScoreBadge.tsx'
import { Stage } from '../../../ui/Stage.tsx'
import { When } from '../../../ui/When.tsx'
import { homeOf, type Lead } from '../lead.ts'
import type { LeadSearch } from '../lead-search.ts'
import type { WindowRow } from '../lead-table.ts'
import { isTicked } from '../selection.ts'
import type { Selecting } from '../use-selection.ts'
import classes from './LeadCards.module.css'
import { LeadLink } from './LeadLink.tsx'
import { LeadTags } from './LeadTags.tsx'

// Not part of a first visit: few may change many leads at once.
const LeadTick = lazy(() => import('./LeadTick.tsx').then(part => ({ default: part.LeadTick })))

/** Height of a line of cards with the gap under it, as the stylesheet has it. */
export const CARD_LINE = 236
/** On a phone a card is a row of two lines. */
export const PHONE_LINE = 84
/** Tags a card has room for. */
const CARD_TAGS = 2
/** Narrowest a card gets. */
const CARD_MIN = 256

/** Cards side by side in a pane of this width. */
export const cardsPerLine = (width: number): number => Math.max(1, Math.floor((width - 20) / (CARD_MIN + 12)))

export interface LeadCardsProps {
  scroller: RefObject<HTMLDivElement | null>
  rows: WindowRow[]
  rowCount: number
  height: number
  perLine: number
  isPhone: boolean
  /** While leads are being ticked. */
  selecting: Selecting | null
  search: LeadSearch
  /** The card the keys stand on. */
  current: number
  onFocus: (row: number) => void
  /** What stands under the cards: nothing found, or a failure. */
  children?: ReactNode
}

/** The list as cards; on a phone as rows one can tap. */
export function LeadCards(props: LeadCardsProps) {
  const { scroller, rows, rowCount, height, perLine, isPhone, search, current, onFocus, children } = props
  const { selecting } = props
  return (
    <div className={classes.scroller} ref={scroller} data-phone={isPhone || undefined}>
      <ul className={classes.cards} aria-label="Leads" style={{ height }}>
        {rows.map(({ row, lead }) => (
          <LeadCardPlace
            key={row}
            row={row}
            lead={lead}
            rowCount={rowCount}
            perLine={perLine}
            isPhone={isPhone}
            search={search}
            isTabStop={row === current}
            onFocus={onFocus}
            isTicked={selecting && lead ? isTicked(selecting.selection, lead.id) : undefined}
            onTick={selecting?.toggle}
          />
        ))}
      </ul>
      {children}
    </div>
  )
}

type LeadCardPlaceProps = WindowRow &
  Pick<LeadCardsProps, 'rowCount' | 'perLine' | 'isPhone' | 'search' | 'onFocus'> & {
    isTabStop: boolean
    isTicked: boolean | undefined
    onTick: Selecting['toggle'] | undefined
  }

/** Where a card lies. Drawn anew only when something in it changed: scrolling only moves it. */
const LeadCardPlace = memo(function LeadCardPlace(props: LeadCardPlaceProps) {
  const { row, lead, rowCount, perLine, isPhone, search, isTabStop, onFocus, isTicked, onTick } = props
  const line = isPhone ? PHONE_LINE : CARD_LINE
  return (
    <li
      className={classes.place}
      data-ticked={isTicked || undefined}
      data-ticking={onTick ? true : undefined}
      aria-setsize={rowCount}
      aria-posinset={row + 1}
      aria-busy={lead ? undefined : true}
      style={{
        width: `${100 / perLine}%`,
        transform: `translate(${(row % perLine) * 100}%, ${Math.floor(row / perLine) * line}px)`,
      }}
    >
      <LeadCard
        lead={lead}
        isPhone={isPhone}
        name={
          lead && <LeadLink lead={lead} search={search} row={row} isTabStop={isTabStop} onFocus={onFocus} />
        }
      />
      {onTick && lead && (
        // Over the whole card, so that a tap ticks it instead of opening it.
        <div className={classes.tick}>
          <Suspense fallback={null}>
            <LeadTick
              label={`Select ${lead.name}`}
              isTabStop
              isOn={isTicked ?? false}
              onTick={() => onTick(lead.id, row, false)}
            />
          </Suspense>
        </div>
      )}
    </li>
  )
})

interface LeadCardProps {
  lead: Lead | undefined
  isPhone: boolean
  name: ReactNode
}

function LeadCard({ lead, isPhone, name }: LeadCardProps) {
  if (!lead) {
    return (
      <div className={classes.card}>
        <span className={classes.bone} style={{ width: '60%' }} />
        <span className={classes.bone} style={{ width: '40%' }} />
      </div>
    )
  }
  return (
    <article className={classes.card}>
      <div className={classes.top}>
        <h2 className={classes.name}>{name}</h2>
        <ResponseClock dueAt={lead.response_due_at} />
        <ScoreBadge score={lead.score} />
      </div>
      <p className={classes.home}>{homeOf(lead) || '—'}</p>
      {isPhone ? <PhoneFacts lead={lead} /> : <CardFacts lead={lead} />}
    </article>
  )
}

function PhoneFacts({ lead }: { lead: Lead }) {
  return (
    <div className={classes.line}>
      <Stage name={lead.stage} category={lead.status} />
      <span className={classes.amount}>
        <Money amount={lead.budget} currency={lead.currency} />
      </span>
      {lead.owner && <Avatar id={lead.owner.id} name={lead.owner.name} size="sm" />}
    </div>
  )
}

function CardFacts({ lead }: { lead: Lead }) {
  return (
    <>
      <dl className={classes.facts}>
        <div>
          <dt>Budget</dt>
          <dd className={classes.amount}>
            <Money amount={lead.budget} currency={lead.currency} />
          </dd>
        </div>
        <div>
          <dt>Possession</dt>
          <dd>{formatPossession(lead.possession_date)}</dd>
        </div>
        <div>
          <dt>Stage</dt>
          <dd>
            <Stage name={lead.stage} category={lead.status} />
          </dd>
        </div>
        <div>
          <dt>Source</dt>
          <dd>{lead.source ?? '—'}</dd>
        </div>
      </dl>
      {lead.tags.length > 0 && (
        <div className={classes.tags} title={lead.tags.join(', ')}>
          <LeadTags tags={lead.tags.slice(0, CARD_TAGS)} />
          {lead.tags.length > CARD_TAGS && `+${lead.tags.length - CARD_TAGS}`}
        </div>
      )}
      <div className={classes.foot}>
        <span>
          Added <When at={lead.created_at} isInSentence />
        </span>
        {lead.owner ? <Avatar id={lead.owner.id} name={lead.owner.name} size="sm" /> : 'Nobody yet'}
      </div>
    </>
  )
}
