import { Type } from 'typebox'
import { invalidInput } from '../../platform/errors.ts'

/** What was done with a lead: any activity, one in which it was really reached, one of a type, a follow-up that fell due, or one that was kept. */
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
export type Deed = (typeof DEEDS)[number]

const Ids = (of: string) =>
  Type.Array(Type.String({ pattern: '^([1-9][0-9]{0,8}|none)$' }), {
    maxItems: 50,
    description: `Beside \`deed\`: ids of ${of} who did it, or \`none\``,
  })

/** Filters by what was done with leads, when and by whom. */
export const deedFilters = {
  deed: Type.Optional(
    Type.Enum([...DEEDS], {
      description:
        'With whom this was done: an `activity` of any type or one of them, a `contact` in which they were really reached, a `follow_up` that fell due, or one that was done by the end of the day it was due (`follow_up_kept`)',
    }),
  ),
  deed_from: Type.Optional(Type.String({ format: 'date', description: 'Beside `deed`: its first day' })),
  deed_to: Type.Optional(Type.String({ format: 'date', description: 'Beside `deed`: its last day' })),
  deed_by: Type.Optional(Ids('people')),
  deed_team: Type.Optional(Ids('teams of those')),
}

export interface DeedFilters {
  deed?: Deed
  deed_from?: string
  deed_to?: string
  deed_by?: readonly string[]
  deed_team?: readonly string[]
}

const WHO = { owner: 'u.id', team: 'u.team_id' }

/** A condition on `leads l`: that this was done; null where nothing is asked. `reach` makes the condition on whose deeds count, of columns with their
 *  owner and team; without it everybody's do.
 *  @throws AppError "invalid-input" naming what is asked of no deed */
export function deedCondition(
  { deed, deed_from, deed_to, deed_by, deed_team }: DeedFilters,
  timeZone: string,
  put: (value: unknown) => string,
  reach: ((columns: typeof WHO) => string) | null,
): string | null {
  if (deed === undefined) {
    for (const [name, value] of Object.entries({ deed_from, deed_to, deed_by, deed_team }))
      if (value !== undefined) throw invalidInput(name, 'is asked of no `deed`')
    return null
  }
  const isPlanned = deed === 'follow_up' || deed === 'follow_up_kept'
  const [table, who, at] = isPlanned
    ? ['follow_ups', 'd.assigned_to', 'd.due_at']
    : ['activities', 'd.user_id', 'd.happened_at']
  const conditions = isPlanned ? [] : ['d.deleted_at IS NULL']
  if (deed === 'contact') conditions.push('d.is_contact')
  else if (deed === 'follow_up_kept') {
    const zone = put(timeZone)
    conditions.push(`date_trunc('day', d.done_at AT TIME ZONE ${zone}) <= d.due_at AT TIME ZONE ${zone}`)
  } else if (deed !== 'activity' && !isPlanned) conditions.push(`d.type = ${put(deed)}`)
  const midnight = (day: string, plus: number) =>
    `((${put(day)}::date + ${plus})::timestamp AT TIME ZONE ${put(timeZone)})`
  if (deed_from) conditions.push(`${at} >= ${midnight(deed_from, 0)}`)
  if (deed_to) conditions.push(`${at} < ${midnight(deed_to, 1)}`)
  const oneOf = (column: string, ids: readonly string[]) => {
    const some = `${column} = ANY (${put(ids.filter(id => id !== 'none').map(Number))}::int[])`
    return ids.includes('none') ? `(${column} IS NULL OR ${some})` : some
  }
  if (deed_by?.length) conditions.push(oneOf(who, deed_by))
  const ofPeople = [
    ...(deed_team?.length ? [oneOf(WHO.team, deed_team)] : []),
    ...(reach ? [reach(WHO)] : []),
  ]
  const people = ofPeople.length > 0 ? ` LEFT JOIN users u ON u.id = ${who}` : ''
  return `EXISTS (SELECT FROM ${table} d${people} WHERE d.lead_id = l.id AND ${[...conditions, ...ofPeople].join(' AND ')})`
}
