import type { paths } from '@optimwalls/contract'
import { REPORTS, type ReportAnswer, type ReportName, unitOf } from '@optimwalls/contract/reports'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import {
  type FILTERS,
  type FilterPart,
  filtersOf,
  type ReportSearch,
  rangesOf,
  takesTwo,
} from './report-search.ts'

export const reportKeys = { all: ['reports'] as const }

/** What the server is asked for the report that the address is of. */
export function callOf(search: ReportSearch, now: Date): Call {
  const name = search.report ?? 'conversions'
  const { range, compared } = rangesOf(search, now)
  const parts = [search.by ?? REPORTS[name].parts[0], takesTwo(name) ? search.and : undefined]
  const query = {
    ...range,
    ...(filtersOf(search) as Filters),
    ...(compared && { compare_from: compared.from, compare_to: compared.to }),
  }
  const by = parts.flatMap(part => (part === 'time' ? unitOf(range) : (part ?? [])))
  return { name, query, by, pipeline: search.pipeline }
}

/** The report that the address is of. */
export const reportQuery = (search: ReportSearch, now: Date) => {
  const call = callOf(search, now)
  return queryOptions({
    queryKey: [...reportKeys.all, call],
    queryFn: ({ signal }) => readReport(call, signal),
    // Rows of sources are no periods: what is parted otherwise is not shown meanwhile.
    placeholderData: (before, query) => {
      const last = query?.queryKey[1] as Call | undefined
      return last?.name === call.name && last.by.join() === call.by.join() ? before : undefined
    },
  })
}

type FileQuery = paths['/crm/reports/file']['get']['parameters']['query']

/** The report that the address is of, as a file. */
export async function reportFile(
  search: ReportSearch,
  now: Date,
  format: FileQuery['format'],
): Promise<Blob> {
  const { name, query, by, pipeline } = callOf(search, now)
  const asked = {
    ...query,
    report: name,
    format,
    ...(by.length > 0 && { by: [...by] as NonNullable<FileQuery['by']> }),
    ...(name === 'funnel' && pipeline && { pipeline }),
  }
  const { data } = await api.GET('/crm/reports/file', { params: { query: asked }, parseAs: 'blob' })
  return data as Blob
}

/** Notes that a picture of the report is taken out. */
export const notePicture = (report: ReportName) =>
  answer(api.POST('/crm/reports/pictures', { body: { report } }))

/** The filters as the API has them. */
type Filters = Pick<
  NonNullable<paths['/crm/reports/conversions']['get']['parameters']['query']>,
  (typeof FILTERS)[FilterPart]
>

interface Call {
  name: keyof typeof REPORTS
  query: { from: string; to: string; compare_from?: string; compare_to?: string } & Filters
  /** Of the API: time is day, week or month. */
  by: readonly string[]
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

type ResponsePart = NonNullable<
  NonNullable<paths['/crm/reports/response-times']['get']['parameters']['query']>['by']
>

async function readReport({ name, query, by, pipeline }: Call, signal: AbortSignal): Promise<ReportAnswer> {
  const parted = <T extends string>() => ({
    params: { query: { ...query, ...(by.length > 0 && { by: [...by] as T[] }) } },
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
      return answer(
        api.GET('/crm/reports/response-times', {
          params: { query: { ...query, by: by[0] as ResponsePart } },
          signal,
        }),
      )
    case 'team-performance': {
      const of = by[0] === 'team' ? 'team' : 'owner'
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

/** The values of a part among the leads of the range, to narrow a report to. */
export const partValuesQuery = (part: FilterPart, { from, to }: { from: string; to: string }) =>
  queryOptions({
    queryKey: [...reportKeys.all, 'values', part, from, to],
    queryFn: async ({ signal }) => {
      const query = { from, to, by: [part] }
      const report = await answer(api.GET('/crm/reports/conversions', { params: { query }, signal }))
      return report.groups.flatMap(({ keys: [key] }) => {
        if (!key) return []
        if (key.value !== null) return [{ value: key.value, label: key.label }]
        return part === 'owner' || part === 'team' ? [{ value: 'none', label: key.label }] : []
      })
    },
    staleTime: 60_000,
  })

/** Pipelines to choose from. */
export const reportPipelinesQuery = queryOptions({
  queryKey: ['reports-pipelines'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/pipelines', { signal }))).data,
  staleTime: 300_000,
})
