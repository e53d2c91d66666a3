import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatMoney } from '../../../lib/format-money.ts'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { Tiles } from '../../../ui/Tiles.tsx'
import { type HomeFilter, homeCountQuery, inPlay, waiting } from '../api.ts'
import { dayOf } from '../home.ts'

interface Figure {
  label: string
  filter: HomeFilter
  /** Under the figure: what it means. */
  note: (total: { count: number; budget_sum: number | null }) => string
}

export interface HomeFiguresProps {
  /** False for someone who sees only their own leads: none of those is without an owner. */
  seesOthers: boolean
  now: Date
}

/** Four figures in one frame; each opens the leads it counts. */
export function HomeFigures({ seesOthers, now }: HomeFiguresProps) {
  const worth = ({ count, budget_sum }: { count: number; budget_sum: number | null }) => {
    if (count === 0) return 'None so far'
    return budget_sum ? `${formatMoney(budget_sum)} together` : 'No budgets yet'
  }
  const figures: Figure[] = [
    { label: 'New today', filter: { created_from: dayOf(now) }, note: worth },
    {
      label: 'Waiting for a first call',
      filter: waiting,
      note: ({ count }) => (count === 0 ? 'All were called' : 'Fast calls win most'),
    },
    seesOthers
      ? {
          label: 'Without an owner',
          filter: { ...inPlay, assigned_to: ['none'] },
          note: ({ count }) => (count === 0 ? 'Each has someone' : 'Not looked after'),
        }
      : { label: 'Qualified', filter: { status: ['qualified'] }, note: worth },
    { label: 'In play', filter: inPlay, note: worth },
  ]
  const totals = useQueries({ queries: figures.map(({ filter }) => homeCountQuery(filter)) })

  return (
    <Tiles
      areFour
      tiles={figures.map(({ label, filter, note }, position) => {
        const total = totals[position]?.data
        return {
          label,
          figure: total ? (
            `${total.count.toLocaleString('en-IN')}${total.capped ? '+' : ''}`
          ) : (
            <SkeletonLine width="48px" />
          ),
          note: total ? note(total) : <SkeletonLine width="96px" />,
          link: (className, content) => (
            <Link to="/leads" search={filter} className={className}>
              {content}
            </Link>
          ),
        }
      })}
    />
  )
}
