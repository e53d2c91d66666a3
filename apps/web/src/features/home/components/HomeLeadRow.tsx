import { Link } from '@tanstack/react-router'
import { formatExact, formatQuiet } from '../../../lib/format-time.ts'
import { Money } from '../../../ui/Money.tsx'
import { Person } from '../../../ui/Person.tsx'
import { ScoreBadge } from '../../../ui/ScoreBadge.tsx'
import { Stage } from '../../../ui/Stage.tsx'
import { When } from '../../../ui/When.tsx'
import type { HomeLead } from '../home.ts'
import classes from './HomeLeadRow.module.css'

export interface HomeLeadRowProps {
  lead: HomeLead
  /** What stands at the right. */
  tells: 'created_at' | 'updated_at' | 'score' | 'quiet'
  showsOwner: boolean
  /** What a colleague just did with it. */
  deed: string | undefined
}

/** One lead in one line, or two where it is narrow. */
export function HomeLeadRow({ lead, tells, showsOwner, deed }: HomeLeadRowProps) {
  const told = () => {
    if (tells === 'score') return <ScoreBadge score={lead.score} />
    return tells === 'quiet' ? <Quiet since={lead.last_activity_at} /> : <When at={lead[tells]} />
  }
  const home = [lead.configuration, lead.location].filter(Boolean).join(' · ')
  return (
    <li className={classes.row} data-fresh={deed ? true : undefined} data-tells={tells}>
      <Link to="/leads/$leadId" params={{ leadId: String(lead.id) }} className={classes.link}>
        <span className={classes.name}>{lead.name}</span>
        <span className={classes.home}>{home || '—'}</span>
        <span className={classes.stage}>
          <Stage name={lead.stage} category={lead.status} />
        </span>
        <span className={classes.money}>
          <Money amount={lead.budget} currency={lead.currency} />
        </span>
        {showsOwner && (
          <span className={classes.owner}>
            <Person person={lead.owner} isShort none="Nobody" />
          </span>
        )}
        <span className={classes.time}>{deed ?? told()}</span>
      </Link>
    </li>
  )
}

/** How long nobody has logged anything with a lead, with the time of the last on hover. */
function Quiet({ since }: { since: string | null }) {
  if (since === null) return <span>Never contacted</span>
  const quiet = formatQuiet(since)
  return (
    <time dateTime={since} title={`Last logged ${formatExact(since)}`}>
      {quiet === 'today' ? 'Logged today' : `Quiet for ${quiet}`}
    </time>
  )
}
