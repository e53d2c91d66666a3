import type { paths } from '@optimwalls/contract'
import { PARTS, REPORTS } from '@optimwalls/contract/reports'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { callOf } from './api.ts'
import { type ReportSearch, rangesOf } from './report-search.ts'

export type ReportMail =
  paths['/crm/report-mails']['get']['responses'][200]['content']['application/json']['data'][number]
type Wish = paths['/crm/report-mails']['post']['requestBody']['content']['application/json']

export const SPAN_WORDS = {
  '7d': 'the last 7 days',
  '30d': 'the last 30 days',
  '90d': 'the last 90 days',
  '12m': 'the last 12 months',
} as const satisfies Record<ReportMail['span'], string>

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

export const reportMailsQuery = queryOptions({
  queryKey: ['report-mails'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/report-mails', { signal }))).data,
})

/** The span of a weekly mail that is nearest to the days of the page. */
export function spanOf(search: ReportSearch, now: Date): ReportMail['span'] {
  const { from, to } = rangesOf(search, now).range
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (days <= 14) return '7d'
  if (days <= 60) return '30d'
  return days <= 180 ? '90d' : '12m'
}

/** Has the report of the page sent each week. */
export const keepReportMail = (
  search: ReportSearch,
  now: Date,
  when: Pick<Wish, 'weekday' | 'hour' | 'span'>,
): Promise<ReportMail> => {
  const { name, query, by, pipeline } = callOf(search, now)
  const { from: _from, to: _to, compare_from: _first, compare_to: _last, ...filters } = query
  const question = {
    ...filters,
    // Other days than those before would be other ones each week.
    ...((search.compare || search.compare_from) && { compare: true }),
    ...(by.length > 0 && { by }),
    ...(name === 'funnel' && pipeline && { pipeline }),
  } as Wish['question']
  return answer(api.POST('/crm/report-mails', { body: { report: name, ...when, question } }))
}

export const deleteReportMail = (id: number) =>
  answer(api.DELETE('/crm/report-mails/{id}', { params: { path: { id } } }))

export const sendReportMail = (id: number) =>
  answer(api.POST('/crm/report-mails/{id}/send', { params: { path: { id } } }))

/** "Sources by Campaign", and what it is narrowed to in number. */
export function sayReportMail({ report, question }: ReportMail): string {
  const { by = [], compare: _compare, pipeline: _pipeline, ...filters } = question
  const isTime = (part: string) => !(part in PARTS)
  const parts = by.flatMap(part => (isTime(part) ? [] : PARTS[part as keyof typeof PARTS].toLowerCase()))
  const count = Object.values(filters).filter(values => Array.isArray(values) && values.length > 0).length
  return [
    REPORTS[report].label,
    ...(parts.length > 0 ? [` by ${parts.join(' and ')}`] : []),
    ...(by.some(isTime) ? [' over time'] : []),
    ...(count > 0 ? [`, ${count} ${count === 1 ? 'filter' : 'filters'}`] : []),
  ].join('')
}

/** "9 am" of an hour of the day. */
export const sayHour = (hour: number): string => `${hour % 12 || 12} ${hour < 12 ? 'am' : 'pm'}`
