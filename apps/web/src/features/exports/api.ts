import type { paths } from '@optimwalls/contract'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type List = paths['/crm/exports']['get']['responses'][200]['content']['application/json']
export type Export = List['data'][number]
type Create = NonNullable<paths['/crm/exports']['post']['requestBody']>['content']['application/json']
/** What is exported, and in which order. */
export interface ExportQuestion {
  /** As of the list of leads. */
  filters: object
  sort?: string
}

export const exportKeys = { all: ['exports'] as const }

export const isWriting = ({ status }: Pick<Export, 'status'>): boolean =>
  status === 'queued' || status === 'running'

/** Asked again so often while one is written, should the socket not tell. */
const POLL_MS = 2_000
const PAGE = 20

export const exportsQuery = infiniteQueryOptions({
  queryKey: [...exportKeys.all, 'list'],
  queryFn: ({ pageParam, signal }): Promise<List> =>
    answer(
      api.GET('/crm/exports', {
        params: { query: { limit: PAGE, ...(pageParam && { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: '',
  getNextPageParam: page => page.next_cursor,
  refetchInterval: ({ state }) =>
    state.data?.pages.some(({ data }) => data.some(isWriting)) ? POLL_MS : false,
})

export const startExport = (format: Export['format'], { filters, sort }: ExportQuestion): Promise<Export> =>
  answer(
    api.POST('/crm/exports', {
      body: { format, filters: filters as Create['filters'] & object, ...(sort && { sort }) },
    }),
  )

export const cancelExport = (id: number): Promise<Export> =>
  answer(api.POST('/crm/exports/{id}/cancel', { params: { path: { id } } }))

/** Has the browser save the file. */
export async function download(id: number): Promise<void> {
  const { url } = await answer(api.POST('/crm/exports/{id}/link', { params: { path: { id } } }))
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}
