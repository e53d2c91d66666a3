import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../../ui/Badge.tsx'
import { Stage } from '../../../ui/Stage.tsx'
import { When } from '../../../ui/When.tsx'
import { homeOf, type Lead } from '../lead.ts'
import { AskForAccess } from './AskForAccess.tsx'
import type { MergeField, PairAnswer, SuspectedPair } from './api.ts'
import { mergeFieldWord, sayMatches, sayMergeField } from './merge-words.ts'
import classes from './PairReview.module.css'

export interface PairCardProps {
  pair: SuspectedPair
  /** By which the keys find it. */
  id: string
  onMerge: () => void
  onSay: (decision: PairAnswer | null) => void
}

/** What is compared, in the order in which it tells most. */
const COMPARED: readonly MergeField[] = [
  'phone',
  'phones',
  'email',
  'address',
  'location',
  'budget',
  'source',
  'owner',
]

/** Two leads side by side: what they share, what differs, and what to do about it. */
export function PairCard({ pair, id, onMerge, onSay }: PairCardProps) {
  const { first, second, decision } = pair
  const isWhole = first.lead !== null && second.lead !== null
  const names = [first, second].map(side => side.lead?.name ?? 'a lead out of your reach').join(' and ')
  return (
    <article className={classes.pair} tabIndex={-1} data-pair={id} aria-label={names}>
      <div className={classes.top}>
        {sayMatches(pair).map(said => (
          <Badge key={said} tone={pair.strength === 'strong' ? 'amber' : 'neutral'}>
            {said}
          </Badge>
        ))}
        {pair.found_at && (
          <span className={classes.found}>
            Found <When at={pair.found_at} isInSentence />
          </span>
        )}
      </div>
      <table className={classes.sides}>
        <thead>
          <tr>
            <td className={classes.label} />
            {[first, second].map((side, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a side out of reach has no identity
              <th key={index} scope="col">
                <SideHead side={side} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <SideRow
            label="Stage"
            leads={[first.lead, second.lead]}
            say={lead => <Stage name={lead.stage} category={lead.status} />}
          />
          <SideRow
            label="Home"
            leads={[first.lead, second.lead]}
            say={lead => homeOf({ ...lead, location: null }) || '—'}
          />
          {COMPARED.filter(field => isTold(field, first.lead, second.lead)).map(field => (
            <SideRow
              key={field}
              label={mergeFieldWord(field)}
              leads={[first.lead, second.lead]}
              say={lead => sayMergeField(field, lead)}
              isSame={isSame(field, first.lead, second.lead)}
            />
          ))}
          <SideRow
            label="Added"
            leads={[first.lead, second.lead]}
            say={lead => <When at={lead.created_at} />}
          />
        </tbody>
      </table>
      {isWhole && (
        <div className={classes.foot}>
          {decision && decision.is !== 'later' ? (
            <>
              <span className={classes.said}>
                {decision.is === 'household' ? 'One household' : 'Two people'}
                {decision.by && `, said ${decision.by.name}`} · <When at={decision.at} />
              </span>
              <Button size="sm" onClick={() => onSay(null)}>
                Take it back
              </Button>
            </>
          ) : (
            <>
              <Button size="sm" title="Merge (M)" onClick={onMerge}>
                Merge…
              </Button>
              <Button size="sm" title="Not a duplicate (N)" onClick={() => onSay('not_duplicate')}>
                Not a duplicate
              </Button>
              <Button size="sm" title="Same household (H)" onClick={() => onSay('household')}>
                Same household
              </Button>
              {decision ? (
                <Button size="sm" variant="subtle" onClick={() => onSay(null)}>
                  Review now
                </Button>
              ) : (
                <Button size="sm" variant="subtle" title="Later (L)" onClick={() => onSay('later')}>
                  Later
                </Button>
              )}
            </>
          )}
        </div>
      )}
    </article>
  )
}

function SideHead({ side }: { side: SuspectedPair['first'] }) {
  if (side.lead) {
    return (
      <Link to="/leads/$leadId" params={{ leadId: String(side.lead.id) }} className={classes.name}>
        {side.lead.name}
      </Link>
    )
  }
  return (
    <span className={classes.hidden}>
      A lead of {side.owner?.name ?? 'nobody yet'}
      <AskForAccess askToken={side.ask_token} askedAt={side.asked_at} ownerName={side.owner?.name} />
    </span>
  )
}

interface SideRowProps {
  label: string
  leads: [Lead | null, Lead | null]
  say: (lead: Lead) => React.ReactNode
  isSame?: boolean
}

function SideRow({ label, leads, say, isSame = false }: SideRowProps) {
  return (
    <tr>
      <th scope="row" className={classes.label}>
        {label}
      </th>
      {leads.map((lead, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a side out of reach has no identity
        <td key={index} className={classes.value} data-same={isSame || undefined}>
          {isSame && (
            <IconCheck size={14} stroke={2} className={classes.same} role="img" aria-label="The same" />
          )}
          {lead ? say(lead) : '—'}
        </td>
      ))}
    </tr>
  )
}

const isTold = (field: MergeField, ...leads: (Lead | null)[]) =>
  leads.some(lead => lead !== null && sayMergeField(field, lead) !== '—')

function isSame(field: MergeField, one: Lead | null, other: Lead | null): boolean {
  if (!one || !other || (field === 'owner' && one.owner === null)) return false
  const said = sayMergeField(field, one)
  return said !== '—' && said.toLowerCase() === sayMergeField(field, other).toLowerCase()
}
