import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { type ReportSearch, rangesOf, unitOf } from './report-search.ts'
import { REPORTS } from './reports.ts'

type Conversions = paths['/crm/reports/conversions']['get']['responses'][200]['content']['application/json']
/** The filters of the list that finds the leads of a figure. */
export type Leads = Conversions['total']['leads']

type Figures = Record<string, number | null>
/** An answer of any report, as the page reads it: the figures stand beside these under their names. */
export interface ReportAnswer {
  range: { from: string; to: string }
  compared: { from: string; to: string } | null
  currency?: string
  pipeline?: { id: number; name: string }
  velocity?: number | null
  total: object & { leads?: Leads; previous: object | null }
  groups: readonly (object & {
    keys?: readonly { value: string | null; label: string }[]
    stage?: { id: number; name: string }
    leads?: Leads
    previous: object | null
  })[]
}

export const reportKeys = { all: ['reports'] as const }

/** The report that the address is of. */
export const reportQuery = (search: ReportSearch, now: Date) => {
  const name = search.report ?? 'conversions'
  const { range, compared } = rangesOf(search, now)
  const part = search.by ?? REPORTS[name].parts[0]
  const query = {
    ...range,
    ...(compared && { compare_from: compared.from, compare_to: compared.to }),
  }
  const by = part === 'time' ? unitOf(range) : part
  const call = { name, query, by, pipeline: search.pipeline }
  return queryOptions({
    queryKey: [...reportKeys.all, call],
    queryFn: ({ signal }) => readReport(call, signal),
    placeholderData: (before, query) =>
      (query?.queryKey[1] as { name?: string } | undefined)?.name === name ? before : undefined,
  })
}

interface Call {
  name: keyof typeof REPORTS
  query: { from: string; to: string; compare_from?: string; compare_to?: string }
  by: string | undefined
  pipeline: number | undefined
}

type Partable =
  | '/crm/reports/conversions'
  | '/crm/reports/sources'
  | '/crm/reports/pipeline'
  | '/crm/reports/lost-reasons'
  | '/crm/reports/activity'
/** What a report may be parted by. */
type Parting<P extends Partable> = NonNullable<
  NonNullable<paths[P]['get']['parameters']['query']>['by']
>[number]

async function readReport({ name, query, by, pipeline }: Call, signal: AbortSignal): Promise<ReportAnswer> {
  const parted = <T extends string>() => ({
    params: { query: { ...query, ...(by && { by: [by as T] }) } },
    signal,
  })
  switch (name) {
    case 'conversions':
      return answer(api.GET('/crm/reports/conversions', parted<Parting<'/crm/reports/conversions'>>()))
    case 'sources':
      return answer(api.GET('/crm/reports/sources', parted<Parting<'/crm/reports/sources'>>()))
    case 'pipeline':
      return answer(api.GET('/crm/reports/pipeline', parted<Parting<'/crm/reports/pipeline'>>()))
    case 'lost-reasons':
      return answer(api.GET('/crm/reports/lost-reasons', parted<Parting<'/crm/reports/lost-reasons'>>()))
    case 'activity':
      return answer(api.GET('/crm/reports/activity', parted<Parting<'/crm/reports/activity'>>()))
    case 'response-times':
      return answer(api.GET('/crm/reports/response-times', { params: { query }, signal }))
    case 'team-performance': {
      const of = by === 'team' ? 'team' : 'owner'
      return answer(
        api.GET('/crm/reports/team-performance', { params: { query: { ...query, by: of } }, signal }),
      )
    }
    case 'funnel':
      return answer(
        api.GET('/crm/reports/funnel', {
          params: { query: { ...query, ...(pipeline && { pipeline }) } },
          signal,
        }),
      )
  }
}

/** Pipelines to choose from. */
export const reportPipelinesQuery = queryOptions({
  queryKey: ['reports-pipelines'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/pipelines', { signal }))).data,
  staleTime: 300_000,
})

/** A figure of a row, by its name. */
export function figureOf(row: object, name: string): number | null {
  const value = (row as Figures)[name]
  return typeof value === 'number' ? value : null
}
