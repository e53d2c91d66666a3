import { LEAD_STATUSES, type LeadStatus, PROJECT_TYPES, type ProjectType } from './lead.ts'

export const LEAD_SORTS = [
  '-created_at',
  'created_at',
  '-updated_at',
  'updated_at',
  'name',
  '-name',
  '-budget',
  'budget',
  '-priority',
  'priority',
  '-score',
  'score',
  'possession_date',
  '-possession_date',
] as const
export type LeadSort = (typeof LEAD_SORTS)[number] | `custom.${string}` | `-custom.${string}`
export const DEFAULT_SORT: LeadSort = '-created_at'

/** Fields that a report has a group without. */
export const EMPTY_FIELDS = [
  'source',
  'campaign_id',
  'project_type',
  'location',
  'lost_reason',
  'competitor',
] as const
export type EmptyField = (typeof EMPTY_FIELDS)[number]

/** Which leads: the filters of the API under their own names. */
export interface LeadFilters {
  q?: string
  status?: LeadStatus[]
  stage_id?: number[]
  source?: string[]
  /** Ids of people, or `none`. */
  assigned_to?: string[]
  project_type?: ProjectType[]
  location?: string[]
  tag?: string[]
  /** All of these tags. */
  tag_all?: string[]
  campaign_id?: number[]
  budget_min?: number
  budget_max?: number
  score_min?: number
  score_max?: number
  created_from?: string
  created_to?: string
  possession_from?: string
  possession_to?: string
  /** Ids of teams, or `none`. */
  team_id?: string[]
  pipeline_id?: number[]
  lost_reason?: string[]
  competitor?: string[]
  /** What was answered and over which channel: `withdrawn.email`; `.3` of a purpose that is not the main one. */
  consent?: string[]
  /** Fields that are empty. */
  without?: EmptyField[]
  /** Day of the week and hour at which they came: `6-15`. */
  arrival?: string
  answered?: boolean
  /** Within the minutes that the settings give its source. */
  answered_in_time?: boolean
  /** What became of them in a stage: `entered-12`. */
  passage?: string
  /** Longer in their stage than it takes by its settings. */
  stale?: boolean
  /** With whom this was done; the four after it say when, by whom, or by people of which teams. */
  deed?: (typeof DEEDS)[number]
  deed_from?: string
  deed_to?: string
  deed_by?: string[]
  deed_team?: string[]
  /** Only those that the person's reports count. */
  in_reports?: boolean
  duplicates?: true
  deleted?: true
  /** The firm's own fields: `custom.key` any of these, `custom.key.min` and `custom.key.max` a range. */
  [name: `custom.${string}`]: string[] | undefined
}

/** What may have been done with a lead. */
export const DEEDS = [
  'activity',
  'contact',
  'call',
  'email',
  'meeting',
  'site_visit',
  'note',
  'whatsapp',
  'sms',
  'follow_up',
  'follow_up_kept',
] as const
const DEED_DETAILS = ['deed_from', 'deed_to', 'deed_by', 'deed_team']

/** Everything about the list that stands in the address. */
export interface LeadSearch extends LeadFilters {
  sort?: LeadSort
  view?: 'cards'
  /** The saved view it came from; `all` for the whole list where another view is opened first. */
  saved?: number | 'all'
}

type KnownName = Exclude<keyof LeadSearch, `custom.${string}`>

/** The same as the router knows it, which cannot name the firm's own fields. */
export type LeadAddress = Pick<LeadSearch, KnownName>
type Reader = (value: unknown) => unknown

/** Links of earlier versions carry several values as one JSON list. */
function listIn(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\[["\d]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const many = (value: unknown): string[] =>
  [listIn(value)]
    .flat()
    .filter(item => typeof item === 'string' || typeof item === 'number')
    .map(item => String(item).trim())
    .filter(item => item !== '')

const filled = <T>(items: T[]): T[] | undefined => (items.length > 0 ? [...new Set(items)] : undefined)

const texts: Reader = value => filled(many(value))
const ids: Reader = value =>
  filled(
    many(value)
      .map(Number)
      .filter(id => Number.isInteger(id) && id > 0),
  )
const oneOf =
  (known: readonly string[]): Reader =>
  value =>
    filled(many(value).filter(item => known.includes(item)))
const owners: Reader = value => filled(many(value).filter(item => /^([1-9][0-9]{0,8}|none)$/.test(item)))
const amount =
  (max: number): Reader =>
  value => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    return typeof number === 'number' && number >= 0 && number <= max ? number : undefined
  }
const day: Reader = value =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined
const shaped =
  (pattern: RegExp): Reader =>
  value =>
    typeof value === 'string' && pattern.test(value) ? value : undefined
const yesOrNo: Reader = value =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined
const yes: Reader = value => (value === true || value === 'true' ? true : undefined)
const text: Reader = value => {
  const plain = typeof value === 'number' ? String(value) : value
  return typeof plain === 'string' && plain.trim() !== '' ? plain.slice(0, 200) : undefined
}
const OWN_SORT = /^-?custom\.[a-z][a-z0-9_]{0,39}$/
const sort: Reader = value =>
  typeof value === 'string' && OWN_SORT.test(value)
    ? value
    : (LEAD_SORTS.find(known => known === value && known !== DEFAULT_SORT) ?? undefined)
const saved: Reader = value =>
  value === 'all' ? 'all' : Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined

const READERS: Record<KnownName, Reader> = {
  q: text,
  status: oneOf(LEAD_STATUSES),
  stage_id: ids,
  source: texts,
  assigned_to: owners,
  project_type: oneOf(PROJECT_TYPES),
  location: texts,
  tag: texts,
  tag_all: texts,
  campaign_id: ids,
  budget_min: amount(1e12),
  budget_max: amount(1e12),
  score_min: amount(100),
  score_max: amount(100),
  created_from: day,
  created_to: day,
  possession_from: day,
  possession_to: day,
  team_id: owners,
  pipeline_id: ids,
  lost_reason: texts,
  competitor: texts,
  consent: value =>
    filled(
      many(value).filter(one =>
        /^(given|withdrawn|unknown)\.(call|whatsapp|email|sms|any)(\.[1-9]\d{0,8})?$/.test(one),
      ),
    ),
  without: oneOf(EMPTY_FIELDS),
  arrival: shaped(/^[1-7]-(1?\d|2[0-3])$/),
  answered: yesOrNo,
  answered_in_time: yesOrNo,
  passage: shaped(/^(entered|here|went_on|went_back|fell_out)-[1-9]\d{0,8}$/),
  stale: yesOrNo,
  deed: value => DEEDS.find(known => known === value),
  deed_from: day,
  deed_to: day,
  deed_by: owners,
  deed_team: owners,
  in_reports: yes,
  duplicates: yes,
  deleted: yes,
  sort,
  view: value => (value === 'cards' ? 'cards' : undefined),
  saved,
}

const OWN_FILTER = /^custom\.[a-z][a-z0-9_]{0,39}(\.(min|max))?$/

/** Reads the address; what it does not understand is left out, so that no link breaks the page. */
export function readLeadSearch(search: Record<string, unknown>): LeadSearch {
  const found: Record<string, unknown> = {}
  for (const [name, read] of Object.entries(READERS)) {
    const value = search[name] === undefined ? undefined : read(search[name])
    if (value !== undefined) found[name] = value
  }
  if (found.deed === undefined) for (const name of DEED_DETAILS) delete found[name]
  for (const name of Object.keys(search)
    .filter(name => OWN_FILTER.test(name))
    .sort()) {
    const values = texts(search[name])
    if (values !== undefined) found[name] = values
  }
  return found as LeadSearch
}

/** The filters alone, in one order, so that equal filters are equal keys. */
export function filtersOf(search: LeadSearch): LeadFilters {
  const { sort: _sort, view: _view, saved: _saved, ...filters } = readLeadSearch({ ...search })
  return filters
}

/** Whether anything narrows the list. */
export function isNarrowed(search: LeadSearch): boolean {
  return Object.keys(filtersOf(search)).length > 0
}
