import type { Question } from './parted-report.ts'
import { daysOf } from './range.ts'
import type { ActivityQuery, Leads, Range } from './reports.schemas.ts'

/** The filters of the list that finds the leads with which the people of a group did something in its days, whenever these leads came. Who is asked for
 *  is whoever did it, not whose the leads are. */
export function deedLeads(
  { filters }: Pick<Question, 'filters'>,
  range: Range,
  by: NonNullable<ActivityQuery['by']>,
  k: readonly (string | null)[],
): Leads {
  const { assigned_to, team_id, ...ofLeads } = filters
  const who = {
    ...(assigned_to?.length && { deed_by: assigned_to }),
    ...(team_id?.length && { deed_team: team_id }),
  }
  let days = range
  by.forEach((name, place) => {
    const value = k[place] ?? null
    if (name === 'owner') who.deed_by = [value ?? 'none']
    else if (name === 'team') who.deed_team = [value ?? 'none']
    else days = daysOf(name, value ?? days.from, days)
  })
  return { ...ofLeads, ...who, deed: 'activity', deed_from: days.from, deed_to: days.to }
}
