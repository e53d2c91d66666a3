import type { ReactNode } from 'react'
import { formatArea } from '../../lib/format-area.ts'
import { formatPhone } from '../../lib/format-phone.ts'
import { formatDay, formatPossession } from '../../lib/format-time.ts'
import { Money } from '../../ui/Money.tsx'
import { NextStep } from '../../ui/NextStep.tsx'
import { Person } from '../../ui/Person.tsx'
import { ResponseClock } from '../../ui/ResponseClock.tsx'
import { ScoreBadge } from '../../ui/ScoreBadge.tsx'
import { Stage } from '../../ui/Stage.tsx'
import { When } from '../../ui/When.tsx'
import { LeadTags } from './components/LeadTags.tsx'
import { homeOf, type Lead, PROJECT_TYPE_WORDS } from './lead.ts'
import type { LeadSort } from './lead-search.ts'

/** A column of the lead table. */
export interface LeadColumn {
  id: string
  label: string
  /** Pixels when first shown; spare room is shared out in these proportions. */
  width: number
  /** Orders it can be sorted in, the likely one first. */
  sorts?: readonly [LeadSort, LeadSort]
  isNumber?: boolean
  /** Not shown until someone chooses it. */
  isExtra?: boolean
  cell: (lead: Lead) => ReactNode
}

const quiet = (value: string | null | undefined) => value ?? '—'

/** Every column there is, in the order they stand until someone moves them. The name always stays. */
export const LEAD_COLUMNS: readonly LeadColumn[] = [
  { id: 'name', label: 'Name', width: 164, sorts: ['name', '-name'], cell: lead => lead.name },
  { id: 'home', label: 'Home', width: 146, cell: lead => homeOf(lead) || '—' },
  {
    id: 'stage',
    label: 'Stage',
    width: 146,
    cell: lead => <Stage name={lead.stage} category={lead.status} />,
  },
  {
    id: 'score',
    label: 'Score',
    width: 104,
    sorts: ['-score', 'score'],
    cell: lead => (lead.score === null ? '—' : <ScoreBadge score={lead.score} />),
  },
  {
    id: 'budget',
    label: 'Budget',
    width: 88,
    sorts: ['-budget', 'budget'],
    isNumber: true,
    cell: lead => <Money amount={lead.budget} currency={lead.currency} />,
  },
  {
    id: 'next',
    label: 'Next step',
    width: 136,
    sorts: ['-priority', 'priority'],
    cell: lead =>
      lead.response_due_at ? (
        <ResponseClock dueAt={lead.response_due_at} />
      ) : (
        <NextStep at={lead.next_activity_at} />
      ),
  },
  {
    id: 'possession',
    label: 'Possession',
    width: 88,
    sorts: ['possession_date', '-possession_date'],
    cell: lead => (
      <span title={lead.possession_date ? formatDay(lead.possession_date) : undefined}>
        {formatPossession(lead.possession_date)}
      </span>
    ),
  },
  { id: 'source', label: 'Source', width: 104, cell: lead => quiet(lead.source) },
  {
    id: 'created',
    label: 'Added',
    width: 92,
    sorts: ['-created_at', 'created_at'],
    cell: lead => <When at={lead.created_at} />,
  },
  {
    id: 'owner',
    label: 'Owner',
    width: 98,
    cell: lead => <Person person={lead.owner} isShort none="Nobody yet" />,
  },
  { id: 'phone', label: 'Phone', width: 148, isExtra: true, cell: lead => formatPhone(lead.phone) },
  { id: 'email', label: 'E-mail', width: 200, isExtra: true, cell: lead => quiet(lead.email) },
  {
    id: 'project_type',
    label: 'Project type',
    width: 116,
    isExtra: true,
    cell: lead => (lead.project_type ? PROJECT_TYPE_WORDS[lead.project_type] : '—'),
  },
  {
    id: 'area',
    label: 'Carpet area',
    width: 112,
    isNumber: true,
    isExtra: true,
    cell: lead => formatArea(lead.carpet_area_sqft),
  },
  { id: 'campaign', label: 'Campaign', width: 152, isExtra: true, cell: lead => quiet(lead.campaign) },
  {
    id: 'tags',
    label: 'Tags',
    width: 160,
    isExtra: true,
    cell: lead => (lead.tags.length > 0 ? <LeadTags tags={lead.tags} /> : '—'),
  },
  {
    id: 'stage_since',
    label: 'In stage since',
    width: 116,
    isExtra: true,
    cell: lead => <When at={lead.stage_entered_at} />,
  },
  {
    id: 'last_contact',
    label: 'Last contact',
    width: 112,
    isExtra: true,
    cell: lead => <When at={lead.last_activity_at} />,
  },
  {
    id: 'updated',
    label: 'Changed',
    width: 96,
    sorts: ['-updated_at', 'updated_at'],
    isExtra: true,
    cell: lead => <When at={lead.updated_at} />,
  },
]
