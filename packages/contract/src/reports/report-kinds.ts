/** How a figure is written. */
export type FigureKind = 'count' | 'share' | 'money' | 'minutes' | 'days'

export interface Column {
  /** As the API calls it. */
  name: string
  label: string
  kind: FigureKind
  /** Left out where nobody has a figure for it, as money is. */
  isSpare?: true
  /** What narrows the leads of the row to those of this figure; absent where it opens none. */
  opens?: object
  /** Counts what was done, not leads: it opens those it was done with, each once. */
  isOfDeeds?: true
}

export const PARTS = {
  time: 'Over time',
  source: 'Source',
  campaign: 'Campaign',
  project_type: 'Project type',
  location: 'City',
  owner: 'Owner',
  team: 'Team',
  pipeline: 'Pipeline',
  stage: 'Stage',
  lost_reason: 'Reason',
  competitor: 'Lost to',
  arrival: 'Hour',
} as const
export type Part = keyof typeof PARTS

export const REPORT_NAMES = [
  'conversions',
  'funnel',
  'response-times',
  'team-performance',
  'pipeline',
  'sources',
  'lost-reasons',
  'activity',
] as const
export type ReportName = (typeof REPORT_NAMES)[number]

export interface ReportKind {
  label: string
  /** The question it answers. */
  about: string
  columns: readonly Column[]
  /** Names of the columns whose figures of all stand over the drawing. */
  tiles: readonly string[]
  /** By what it may be parted, the default first. */
  parts: readonly Part[]
  /** Drawn as bars or as a line: the whole, and what of it is filled. */
  drawn: { whole: string; part?: string }
  /** Drawn as hours of the week. */
  isByHour?: boolean
}

const status = (...of: string[]) => ({ opens: { status: of } })
const OPEN = ['new', 'contacted', 'qualified']
const received: Column = { name: 'received', label: 'Leads', kind: 'count', opens: {} }
const outcome: readonly Column[] = [
  received,
  { name: 'converted', label: 'Clients', kind: 'count', ...status('converted') },
  { name: 'conversion_rate', label: 'Rate', kind: 'share' },
  { name: 'lost', label: 'Lost', kind: 'count', ...status('lost') },
  { name: 'open', label: 'Open', kind: 'count', ...status(...OPEN) },
  { name: 'revenue', label: 'Revenue', kind: 'money', ...status('converted') },
]
const median: Column = {
  name: 'response_median',
  label: 'First response, median',
  kind: 'minutes',
  opens: { answered: true },
}
const p90: Column = {
  name: 'response_p90',
  label: 'Nine of ten within',
  kind: 'minutes',
  opens: { answered: true },
}
const deeds = (name: string, label: string, deed = name): Column => ({
  ...{ name, label, kind: 'count', isOfDeeds: true },
  opens: { deed },
})
const OF_LEADS: readonly Part[] = [
  'source',
  'campaign',
  'project_type',
  'location',
  'owner',
  'team',
  'pipeline',
]

/** Every report of the page. */
export const REPORTS: Readonly<Record<ReportName, ReportKind>> = {
  conversions: {
    label: 'Conversions',
    about: 'How many of the leads that came became clients',
    columns: [
      ...outcome,
      { name: 'days_to_convert_median', label: 'Days to convert', kind: 'days', ...status('converted') },
      ...[30, 60, 90, 180].map(
        (days): Column => ({
          name: `within_${days}`,
          label: `Within ${days} days`,
          kind: 'share',
          isSpare: true,
        }),
      ),
    ],
    tiles: ['received', 'converted', 'conversion_rate', 'open', 'revenue', 'days_to_convert_median'],
    parts: ['time', ...OF_LEADS],
    drawn: { whole: 'received', part: 'converted' },
  },
  funnel: {
    label: 'Funnel',
    about: 'Where leads go on, and where they fall out',
    columns: [
      { name: 'entered', label: 'Entered', kind: 'count' },
      { name: 'went_on', label: 'Went on', kind: 'count' },
      { name: 'here', label: 'Still here', kind: 'count' },
      { name: 'went_back', label: 'Went back', kind: 'count' },
      { name: 'fell_out', label: 'Fell out', kind: 'count' },
      { name: 'days_median', label: 'Days in stage', kind: 'days' },
    ],
    tiles: [],
    parts: [],
    drawn: { whole: 'entered' },
  },
  'response-times': {
    label: 'Response times',
    about: 'How long leads wait for the first call, by the hour at which they come',
    columns: [
      received,
      { name: 'answered', label: 'Answered', kind: 'count', opens: { answered: true } },
      median,
      p90,
      {
        name: 'in_time',
        label: 'In time',
        kind: 'count',
        isSpare: true,
        opens: { answered_in_time: true },
      },
      { name: 'in_time_rate', label: 'In time, of all', kind: 'share', isSpare: true },
    ],
    tiles: ['received', 'answered', 'response_median', 'response_p90', 'in_time_rate'],
    parts: ['arrival', 'source', 'owner', 'team'],
    drawn: { whole: 'response_median' },
    isByHour: true,
  },
  'team-performance': {
    label: 'Team',
    about: 'What came to each person, how soon they answered, what they won',
    columns: [
      ...outcome,
      { name: 'win_rate', label: 'Win rate', kind: 'share' },
      median,
      p90,
      deeds('follow_ups_due', 'Follow-ups due', 'follow_up'),
      deeds('follow_ups_kept', 'Follow-ups kept', 'follow_up_kept'),
      deeds('visits', 'Site visits', 'site_visit'),
    ],
    tiles: ['received', 'converted', 'win_rate', 'revenue', 'response_median', 'follow_ups_kept'],
    parts: ['owner', 'team'],
    drawn: { whole: 'received', part: 'converted' },
  },
  pipeline: {
    label: 'Pipeline',
    about: 'What open leads may bring, and how long they have stood',
    columns: [
      { name: 'open', label: 'Open leads', kind: 'count', opens: {} },
      { name: 'value', label: 'Value', kind: 'money', opens: {} },
      { name: 'weighted', label: 'Weighted', kind: 'money' },
      { name: 'days_in_stage_median', label: 'Days in stage', kind: 'days' },
      { name: 'stale', label: 'Stale', kind: 'count', opens: { stale: true } },
    ],
    tiles: ['open', 'value', 'weighted', 'days_in_stage_median', 'stale'],
    parts: ['stage', ...OF_LEADS],
    drawn: { whole: 'value', part: 'weighted' },
  },
  sources: {
    label: 'Sources',
    about: 'What each source and campaign brings',
    columns: [
      ...outcome,
      median,
      { name: 'spend', label: 'Spend', kind: 'money' },
      { name: 'cost_per_lead', label: 'Per lead', kind: 'money' },
      { name: 'cost_per_client', label: 'Per client', kind: 'money' },
    ],
    tiles: ['received', 'converted', 'conversion_rate', 'revenue', 'response_median', 'spend'],
    parts: ['source', 'campaign', 'location', 'project_type'],
    drawn: { whole: 'received', part: 'converted' },
  },
  'lost-reasons': {
    label: 'Lost',
    about: 'Why leads were lost',
    columns: [
      { name: 'lost', label: 'Lost', kind: 'count', opens: {} },
      { name: 'share', label: 'Of all lost', kind: 'share' },
      { name: 'value', label: 'Value', kind: 'money', opens: {} },
    ],
    tiles: ['lost', 'value'],
    parts: ['lost_reason', 'competitor', 'time', ...OF_LEADS],
    drawn: { whole: 'lost' },
  },
  activity: {
    label: 'Activity',
    about: 'Calls, visits and messages, and how many reached somebody',
    columns: [
      deeds('activities', 'Activities', 'activity'),
      deeds('contacts', 'Reached', 'contact'),
      deeds('call', 'Calls'),
      deeds('site_visit', 'Site visits'),
      deeds('meeting', 'Meetings'),
      deeds('whatsapp', 'WhatsApp'),
      deeds('email', 'E-mails'),
      deeds('sms', 'SMS'),
      deeds('note', 'Notes'),
    ],
    tiles: ['activities', 'contacts', 'call', 'site_visit', 'meeting', 'whatsapp'],
    parts: ['time', 'owner', 'team'],
    drawn: { whole: 'activities', part: 'contacts' },
  },
}

/** A report as it is told when it is parted so: first responses are by hour, or bars by source, person or team. */
export function kindOf(name: ReportName, part: string | undefined): ReportKind {
  const kind = REPORTS[name]
  if (name !== 'response-times' || part === undefined || part === 'arrival') return kind
  return {
    ...kind,
    about: `How long leads wait for the first call, by ${PARTS[part as Part].toLowerCase()}`,
    isByHour: false,
  }
}

/** What the rows of a report's table are told by: one column for each part. */
export function headColumns(name: ReportName, by: readonly Part[]): string[] {
  if (name === 'funnel') return ['Stage']
  const parts = by.length > 0 ? by : REPORTS[name].parts.slice(0, 1)
  return parts.map(part => (part === 'time' ? 'Period' : PARTS[part]))
}
