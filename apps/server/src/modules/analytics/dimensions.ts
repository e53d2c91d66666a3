import { daysOf } from './range.ts'
import type { DimensionName, Key, Leads, Range } from './reports.schemas.ts'

/** What turns ids into names. */
export interface Names {
  person(id: number): string | undefined
  team(id: number): string | undefined
  campaign(id: number): string | undefined
  pipeline(id: number): string | undefined
  /** With its pipeline. */
  stage(id: number): string | undefined
}

interface Dimension {
  /** Whether its values follow each other. */
  isOrdered?: true
  /** The value as text, of `leads l`; `zone` stands for the parameter with the firm's zone. */
  sql(zone: string): string
  label(value: string, names: Names): string
  /** What the group of those without a value is called. */
  none: string
  /** The filter that finds the leads of the group. */
  leads(value: string | null, range: Range): Partial<Leads>
}

const since = (unit: 'day' | 'week' | 'month'): Dimension => ({
  isOrdered: true,
  sql: zone => `to_char(date_trunc('${unit}', l.created_at AT TIME ZONE ${zone}), 'YYYY-MM-DD')`,
  label: value => (unit === 'month' ? value.slice(0, 7) : value),
  none: '',
  leads(value, range) {
    const { from, to } = daysOf(unit, value ?? range.from, range)
    return { created_from: from, created_to: to }
  },
})

const PROJECT_TYPES: Record<string, string> = {
  residential: 'Residential',
  commercial: 'Commercial',
  high_budget: 'High budget',
}
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const capitalised = (text: string): string =>
  text.replaceAll(/(^|[\s-])(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())

/** How leads are parted, by the name that the API has for it. */
export const DIMENSION: Readonly<Record<DimensionName, Dimension>> = {
  day: since('day'),
  week: since('week'),
  month: since('month'),
  source: {
    sql: () => 'l.source',
    label: value => value,
    none: 'Not known',
    leads: value => (value === null ? { without: ['source'] } : { source: [value] }),
  },
  campaign: {
    sql: () => 'l.campaign_id::text',
    label: (value, names) => names.campaign(Number(value)) ?? `Campaign ${value}`,
    none: 'No campaign',
    leads: value => (value === null ? { without: ['campaign_id'] } : { campaign_id: [Number(value)] }),
  },
  project_type: {
    sql: () => 'l.project_type',
    label: value => PROJECT_TYPES[value] ?? value,
    none: 'Not known',
    leads: value =>
      value === null
        ? { without: ['project_type'] }
        : { project_type: [value] as NonNullable<Leads['project_type']> },
  },
  location: {
    sql: () => 'lower(l.location)',
    label: capitalised,
    none: 'Not known',
    leads: value => (value === null ? { without: ['location'] } : { location: [value] }),
  },
  owner: {
    sql: () => 'l.assigned_to::text',
    label: (value, names) => names.person(Number(value)) ?? `Person ${value}`,
    none: 'Nobody',
    leads: value => ({ assigned_to: [value ?? 'none'] }),
  },
  team: {
    sql: () => 'l.team_id::text',
    label: (value, names) => names.team(Number(value)) ?? `Team ${value}`,
    none: 'No team',
    leads: value => ({ team_id: [value ?? 'none'] }),
  },
  pipeline: {
    sql: () => 'l.pipeline_id::text',
    label: (value, names) => names.pipeline(Number(value)) ?? `Pipeline ${value}`,
    none: '',
    leads: value => ({ pipeline_id: [Number(value)] }),
  },
  stage: {
    sql: () => 'l.stage_id::text',
    label: (value, names) => names.stage(Number(value)) ?? `Stage ${value}`,
    none: '',
    leads: value => ({ stage_id: [Number(value)] }),
  },
  lost_reason: {
    sql: () => 'l.lost_reason',
    label: value => value,
    none: 'No reason given',
    leads: value => (value === null ? { without: ['lost_reason'] } : { lost_reason: [value] }),
  },
  competitor: {
    sql: () => 'l.competitor',
    label: value => value,
    none: 'Not known',
    leads: value => (value === null ? { without: ['competitor'] } : { competitor: [value] }),
  },
  arrival: {
    sql: zone => {
      const clock = `clock_of_team(l.created_at, l.team_id, ${zone})`
      return `extract(isodow FROM ${clock})::int || '-' || extract(hour FROM ${clock})::int`
    },
    label: value => {
      const [day, hour] = value.split('-')
      return `${WEEKDAYS[Number(day) - 1]} ${hour}:00`
    },
    none: '',
    leads: value => ({ arrival: value ?? '1-0' }),
  },
}

/** The key of a group: its value and what that is called. */
export function keyOf(name: DimensionName, value: string | null, names: Names): Key {
  const dimension = DIMENSION[name]
  return { value, label: value === null ? dimension.none : dimension.label(value, names) }
}

/** The filters of the report with those of one group. A group that lacks what the report asks for does not come up. */
export function leadsOf(
  base: Leads,
  by: readonly DimensionName[],
  keys: readonly Key[],
  range: Range,
): Leads {
  let days = range
  const leads: Leads = { ...base }
  const without: NonNullable<Leads['without']> = []
  by.forEach((name, place) => {
    const { without: empty, ...some } = DIMENSION[name].leads(keys[place]?.value ?? null, days)
    if (some.created_from && some.created_to) days = { from: some.created_from, to: some.created_to }
    without.push(...(empty ?? []))
    Object.assign(leads, some)
  })
  return without.length > 0 ? { ...leads, without } : leads
}
