import type { ReactNode, RefObject } from 'react'
import { formatPossession } from '../../../lib/format-time.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Money } from '../../../ui/Money.tsx'
import { ScoreBadge } from '../../../ui/ScoreBadge.tsx'
import { Stage } from '../../../ui/Stage.tsx'
import { When } from '../../../ui/When.tsx'
import { homeOf, type Lead } from '../lead.ts'
import type { WindowRow } from '../use-lead-table.ts'
import classes from './LeadCards.module.css'

/** Height of a line of cards with the gap under it, as the stylesheet has it. */
export const CARD_LINE = 212
/** On a phone a card is a row of two lines. */
export const PHONE_LINE = 84
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
  linkOf: (row: WindowRow) => ReactNode
  /** What stands under the cards: nothing found, or a failure. */
  children?: ReactNode
}

/** The list as cards; on a phone as rows one can tap. */
export function LeadCards({
  scroller,
  rows,
  rowCount,
  height,
  perLine,
  isPhone,
  linkOf,
  children,
}: LeadCardsProps) {
  const line = isPhone ? PHONE_LINE : CARD_LINE
  return (
    <div className={classes.scroller} ref={scroller} data-phone={isPhone || undefined}>
      <ul className={classes.cards} aria-label="Leads" style={{ height }}>
        {rows.map(row => (
          <li
            key={row.row}
            className={classes.place}
            aria-setsize={rowCount}
            aria-posinset={row.row + 1}
            aria-busy={row.lead ? undefined : true}
            style={{
              width: `${100 / perLine}%`,
              transform: `translate(${(row.row % perLine) * 100}%, ${Math.floor(row.row / perLine) * line}px)`,
            }}
          >
            <LeadCard lead={row.lead} isPhone={isPhone} name={linkOf(row)} />
          </li>
        ))}
      </ul>
      {children}
    </div>
  )
}

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
      <div className={classes.foot}>
        <span>
          Added <When at={lead.created_at} />
        </span>
        {lead.owner ? <Avatar id={lead.owner.id} name={lead.owner.name} size="sm" /> : 'Nobody yet'}
      </div>
    </>
  )
}
