import { type Static, type TProperties, Type } from 'typebox'
import { LeadFilters } from '../leads/index.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const closed = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false })
const Day = Type.String({ format: 'date', description: 'A day, YYYY-MM-DD' })
const Count = Type.Integer({ minimum: 0 })
const Minutes = nullable(Type.Integer({ description: 'Whole working minutes; null where there are none' }))
const Days = nullable(Type.Integer({ description: 'Whole days; null where there are none' }))
const Share = nullable(Type.Number({ description: '0 to 1, four decimals; null where it is of nothing' }))
const Money = Type.Number({ description: 'Major units of the currency' })

/** By what figures are parted. */
export const DIMENSIONS = [
  'day',
  'week',
  'month',
  'source',
  'campaign',
  'project_type',
  'location',
  'owner',
  'team',
  'pipeline',
] as const
/** Those that each report may be parted by, and those of one report alone. */
export type DimensionName = (typeof DIMENSIONS)[number] | 'lost_reason' | 'competitor' | 'stage' | 'arrival'

const filterNames = [
  'source',
  'campaign_id',
  'project_type',
  'location',
  'assigned_to',
  'team_id',
  'pipeline_id',
] as const
const { source, campaign_id, project_type, location, assigned_to, team_id, pipeline_id } =
  LeadFilters.properties

/** Which leads a report is of: those that came in the range, by default in the last twelve calendar months. */
const asked = {
  from: Type.Optional({
    ...Day,
    description: 'First day of arrival; by default that of the twelve calendar months that end with `to`',
  }),
  to: Type.Optional({ ...Day, description: 'Last day of arrival; by default today' }),
  compare_from: Type.Optional({ ...Day, description: 'First day of the range that it is compared with' }),
  compare_to: Type.Optional({ ...Day, description: 'Last day of the range that it is compared with' }),
  source,
  campaign_id,
  project_type,
  location,
  assigned_to,
  team_id,
  pipeline_id,
}
const parted = <T extends string>(of: readonly T[]) => ({
  by: Type.Optional(
    Type.Array(Type.Enum([...of]), { maxItems: 2, uniqueItems: true, description: 'At most two' }),
  ),
})

export const ReportQuery = closed(asked)
export type ReportQuery = Static<typeof ReportQuery>
export const PartedQuery = closed({ ...asked, ...parted(DIMENSIONS) })
export type PartedQuery = Static<typeof PartedQuery>
export const LostQuery = closed({ ...asked, ...parted(['lost_reason', 'competitor', ...DIMENSIONS]) })
export type LostQuery = Static<typeof LostQuery>
export const PipelineQuery = closed({ ...asked, ...parted(['stage', ...DIMENSIONS]) })
export type PipelineQuery = Static<typeof PipelineQuery>
export const PeopleQuery = closed({ ...asked, by: Type.Optional(Type.Enum(['owner', 'team'])) })
export type PeopleQuery = Static<typeof PeopleQuery>
/** By what first responses are parted: the hour of arrival, or whose they are. */
export const RESPONSE_PARTS = ['arrival', 'source', 'owner', 'team'] as const
export const ResponseQuery = closed({
  ...asked,
  by: Type.Optional(
    Type.Enum([...RESPONSE_PARTS], {
      description: '`arrival`, the day of the week and hour at which they came, unless told otherwise',
    }),
  ),
})
export type ResponseQuery = Static<typeof ResponseQuery>
export const FunnelQuery = closed({
  ...asked,
  pipeline: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description: 'By default the one with most of the leads',
    }),
  ),
})
export type FunnelQuery = Static<typeof FunnelQuery>

/** The filters of `GET /crm/leads` that find exactly the leads behind a figure. */
const leadFilterNames = [
  ...filterNames,
  'status',
  'stage_id',
  'created_from',
  'created_to',
  'lost_reason',
  'competitor',
  'without',
  'arrival',
  'answered',
  'answered_in_time',
  'passage',
  'in_reports',
  'deed',
  'deed_from',
  'deed_to',
  'deed_by',
  'deed_team',
] as const
export const Leads = Type.Pick(LeadFilters, [...leadFilterNames], {
  description: 'The filters of GET /crm/leads that find exactly these leads',
})
export type Leads = Static<typeof Leads>

const Range = Type.Object({ from: Day, to: Day })
export type Range = Static<typeof Range>
const Key = Type.Object({ value: nullable(Type.String()), label: Type.String() })
export type Key = Static<typeof Key>

/** `beside` stands with the figures of this range alone. */
const report = <F extends TProperties, B extends TProperties>(figures: F, beside: B) => {
  const Figures = Type.Object(figures)
  return Type.Object({
    range: Range,
    compared: nullable(Range),
    currency: Type.String({ description: 'ISO 4217' }),
    total: Type.Object({ ...figures, ...beside, leads: Leads, previous: nullable(Figures) }),
    groups: Type.Array(
      Type.Object({
        keys: Type.Array(Key),
        ...figures,
        ...beside,
        leads: Leads,
        previous: nullable(Figures),
      }),
    ),
  })
}

const outcome = {
  received: { ...Count, description: 'Leads that came in the range' },
  converted: { ...Count, description: 'Of these are clients now: `status=converted` beside `leads`' },
  lost: { ...Count, description: 'Of these are lost now: `status=lost` beside `leads`' },
  open: { ...Count, description: 'Of these are still worked on' },
  conversion_rate: { ...Share, description: 'Converted of received' },
  win_rate: { ...Share, description: 'Converted of converted and lost' },
  revenue: { ...Money, description: 'What the converted ones come to' },
}
const response = {
  answered: { ...Count, description: 'Had a first response: `answered=true` beside `leads`' },
  response_median: Minutes,
  response_p90: Minutes,
}

/** So many days after their arrival it is looked how many of those that came together are clients. */
export const COHORT_DAYS = [30, 60, 90, 180] as const
const ofCohort = (days: (typeof COHORT_DAYS)[number]) => ({
  ...Share,
  description: `Clients within ${days} days of their arrival, of received; null where not all had that long`,
})
const cohort = {
  within_30: ofCohort(30),
  within_60: ofCohort(60),
  within_90: ofCohort(90),
  within_180: ofCohort(180),
}

export const ConversionReport = report({ ...outcome, days_to_convert_median: Days, ...cohort }, {})
export type ConversionReport = Static<typeof ConversionReport>

export const TeamReport = report(
  {
    ...outcome,
    ...response,
    follow_ups_due: { ...Count, description: 'Follow-ups of theirs that fell due in the range' },
    follow_ups_kept: { ...Count, description: 'Of these were done by the end of the day they were due' },
    visits: { ...Count, description: 'Site visits they made in the range' },
  },
  {
    deeds: {
      ...Leads,
      description:
        'Leads with whom something was done: with `deed=follow_up`, `follow_up_kept` or `site_visit` the filters that find those of these figures. Each lead is found once, however often',
    },
  },
)
export type TeamReport = Static<typeof TeamReport>

export const SourceReport = report(
  {
    ...outcome,
    ...response,
    spend: {
      ...nullable(Money),
      description:
        'Spent on campaigns in the range; null where it is not parted by campaign, or not yours to see',
    },
    cost_per_lead: nullable(Money),
    cost_per_client: nullable(Money),
  },
  {},
)
export type SourceReport = Static<typeof SourceReport>

export const LostReport = report({ lost: Count, share: Share, value: Money }, {})
export type LostReport = Static<typeof LostReport>

export const ResponseReport = report(
  {
    received: Count,
    ...response,
    in_time: {
      ...nullable(Count),
      description:
        'Answered within the minutes that the settings give their source: `answered_in_time=true` beside `leads`; null by hour of arrival',
    },
    in_time_rate: { ...Share, description: 'In time of received' },
  },
  {},
)
export type ResponseReport = Static<typeof ResponseReport>

const Pipelines = report(
  {
    open: Count,
    value: { ...Money, description: 'What the budgets come to' },
    weighted: { ...Money, description: 'Each budget times the probability of its stage' },
    days_in_stage_median: {
      ...Days,
      description: 'Days of the calendar that they have stood in their stage',
    },
    stale: { ...Count, description: 'Longer in their stage than it takes by its settings' },
  },
  {},
)
export const PipelineReport = Type.Object({
  ...Pipelines.properties,
  velocity: nullable({
    ...Money,
    description:
      'What is to come a day: open value times win rate, over the median days to convert, both of the leads of the range; null where one is missing',
  }),
})
export type PipelineReport = Static<typeof PipelineReport>

const passage = {
  entered: { ...Count, description: 'Had been in the stage: opened by `passage=entered-ID`' },
  here: { ...Count, description: 'Are in it' },
  went_on: { ...Count, description: 'Went to a later stage' },
  went_back: { ...Count, description: 'Left it for an earlier one, or another pipeline' },
  fell_out: { ...Count, description: 'Were lost from it' },
  days_median: { ...Days, description: 'Whole days they stayed, those that left' },
}
export const FunnelReport = Type.Object({
  range: Range,
  compared: nullable(Range),
  pipeline: Type.Object({ id: Type.Integer(), name: Type.String() }),
  total: Type.Object({ received: Count, leads: Leads, previous: nullable(Type.Object({ received: Count })) }),
  groups: Type.Array(
    Type.Object({
      stage: Type.Object({ id: Type.Integer(), name: Type.String(), category: Type.String() }),
      ...passage,
      leads: { ...Leads, description: 'Those that entered' },
      previous: nullable(Type.Object(passage)),
    }),
  ),
})
export type FunnelReport = Static<typeof FunnelReport>

const KINDS = ['call', 'email', 'meeting', 'site_visit', 'note', 'whatsapp', 'sms'] as const
const deeds = {
  activities: { ...Count, description: 'Calls, visits, messages and notes of the range' },
  contacts: { ...Count, description: 'In which the lead was really reached' },
  ...(Object.fromEntries(KINDS.map(kind => [kind, Count])) as Record<(typeof KINDS)[number], typeof Count>),
}
const DeedLeads = {
  ...Leads,
  description:
    'The filters of GET /crm/leads that find the leads of these, each once: with `deed=call` those of the calls, with `deed=contact` those that were reached',
}
export const ACTIVITY_DIMENSIONS = ['day', 'week', 'month', 'owner', 'team'] as const
export const ActivityQuery = closed({ ...asked, ...parted(ACTIVITY_DIMENSIONS) })
export type ActivityQuery = Static<typeof ActivityQuery>
export const ActivityReport = Type.Object({
  range: Range,
  compared: nullable(Range),
  total: Type.Object({ ...deeds, leads: DeedLeads, previous: nullable(Type.Object(deeds)) }),
  groups: Type.Array(
    Type.Object({
      keys: Type.Array(Key),
      ...deeds,
      leads: DeedLeads,
      previous: nullable(Type.Object(deeds)),
    }),
  ),
})
export type ActivityReport = Static<typeof ActivityReport>
