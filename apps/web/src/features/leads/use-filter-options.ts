import { useQuery } from '@tanstack/react-query'
import type { PaletteColor } from '../../ui/TagChip.tsx'
import { campaignsQuery, leadCountsQuery, peopleQuery, pipelinesQuery, teamsQuery } from './api.ts'
import type { ChoiceName } from './filter-fields.ts'
import { LEAD_STATUSES, PROJECT_TYPE_WORDS, PROJECT_TYPES, STATUS_WORDS } from './lead.ts'
import { tagsQuery } from './setup.ts'

export interface FilterOption {
  value: string
  label: string
  /** Heading it stands under, e.g. the pipeline of a stage. */
  group?: string
  /** Of a tag. */
  color?: PaletteColor
}

const STATUSES: FilterOption[] = LEAD_STATUSES.map(value => ({ value, label: STATUS_WORDS[value] }))
const TYPES: FilterOption[] = PROJECT_TYPES.map(value => ({ value, label: PROJECT_TYPE_WORDS[value] }))

const EMPTY: FilterOption[] = [
  { value: 'source', label: 'Source' },
  { value: 'campaign_id', label: 'Campaign' },
  { value: 'project_type', label: 'Project type' },
  { value: 'location', label: 'City' },
  { value: 'lost_reason', label: 'Reason of the loss' },
  { value: 'competitor', label: 'Whom it was lost to' },
]

/** What can be chosen for each filter; lists that are asked of the server are asked once they are needed. */
export function useFilterOptions(needed: ReadonlySet<ChoiceName>): Record<ChoiceName, FilterOption[]> {
  const pipelines =
    useQuery({ ...pipelinesQuery, enabled: needed.has('stage_id') || needed.has('pipeline_id') }).data ?? []
  const people = useQuery({ ...peopleQuery, enabled: needed.has('assigned_to') }).data ?? []
  const campaigns = useQuery({ ...campaignsQuery, enabled: needed.has('campaign_id') }).data ?? []
  const consents =
    useQuery({
      queryKey: ['setup', 'consent-purposes', 'choices'],
      // A first visit is short of room.
      queryFn: async ({ client }) => (await import('./consent-options.ts')).consentOptions(client),
      staleTime: 0,
      enabled: needed.has('consent'),
    }).data ?? []
  const teams = useQuery({ ...teamsQuery, enabled: needed.has('team_id') }).data ?? []
  const sources =
    useQuery({ ...leadCountsQuery({}, 'source'), enabled: needed.has('source') }).data?.groups ?? []
  const cities =
    useQuery({ ...leadCountsQuery({}, 'location'), enabled: needed.has('location') }).data?.groups ?? []
  const needsTags = needed.has('tag') || needed.has('tag_all')
  const tags = (useQuery({ ...tagsQuery, enabled: needsTags }).data ?? []).map(({ name, color }) => ({
    value: name,
    label: name,
    color,
  }))
  return {
    status: STATUSES,
    project_type: TYPES,
    stage_id: pipelines.flatMap(pipeline =>
      pipeline.stages.map(stage => ({ value: String(stage.id), label: stage.name, group: pipeline.name })),
    ),
    assigned_to: [
      { value: 'none', label: 'Nobody yet' },
      ...people.map(person => ({ value: String(person.id), label: person.name })),
    ],
    campaign_id: campaigns.map(campaign => ({ value: String(campaign.id), label: campaign.name })),
    team_id: [
      { value: 'none', label: 'No team' },
      ...teams.map(team => ({ value: String(team.id), label: team.name })),
    ],
    pipeline_id: pipelines.map(pipeline => ({ value: String(pipeline.id), label: pipeline.name })),
    lost_reason: [],
    competitor: [],
    consent: consents,
    without: EMPTY,
    source: named(sources),
    location: named(cities),
    tag: tags,
    tag_all: tags,
  }
}

const named = (groups: { value: string | null }[]): FilterOption[] =>
  groups.flatMap(({ value }) => (value === null ? [] : [{ value, label: value }]))
