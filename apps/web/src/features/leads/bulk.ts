import type { paths } from '@optimwalls/contract'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type Get<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

/** A change of many leads, and how far it is. */
export type Bulk = Get<'/crm/bulk/{id}'>
export type BulkFailure = Get<'/crm/bulk/{id}/failures'>['data'][number]
export type BulkRequest = NonNullable<
  paths['/crm/bulk']['post']['requestBody']
>['content']['application/json']
/** Filters as a change takes them: the firm's own fields have any name. */
export type BulkFilters = NonNullable<BulkRequest['selection']['filters']>
/** Leads of a change. */
export type BulkSelection = BulkRequest['selection']
/** What is done, without the leads it is done to. */
export type BulkDeed = Omit<BulkRequest, 'selection'>

export const bulkKeys = {
  list: ['bulk', 'list'] as const,
  followed: ['bulk', 'followed'] as const,
  failures: (id: number) => ['bulk', 'failures', id] as const,
}

/** This person's last changes, newest first. */
export const bulksQuery = queryOptions({
  queryKey: bulkKeys.list,
  queryFn: async ({ signal }): Promise<Bulk[]> => (await answer(api.GET('/crm/bulk', { signal }))).data,
})

/** The first leads that a change could not be done to, with the reasons. */
export const bulkFailuresQuery = (id: number) =>
  queryOptions({
    queryKey: bulkKeys.failures(id),
    queryFn: ({ signal }): Promise<{ data: BulkFailure[]; next_cursor: string | null }> =>
      answer(api.GET('/crm/bulk/{id}/failures', { params: { path: { id }, query: { limit: 200 } }, signal })),
  })

/** `key` makes repeats of one click one change. */
export const startBulk = (body: BulkRequest, key: string): Promise<Bulk> =>
  answer(api.POST('/crm/bulk', { params: { header: { 'idempotency-key': key } }, body }))

export const cancelBulk = (id: number): Promise<Bulk> =>
  answer(api.POST('/crm/bulk/{id}/cancel', { params: { path: { id } } }))

export const undoBulk = (id: number): Promise<Bulk> =>
  answer(
    api.POST('/crm/bulk/{id}/undo', {
      params: { path: { id }, header: { 'idempotency-key': `undo-${id}` } },
    }),
  )

/** Shows a change that has begun, and has its end told. */
export function showBegun(client: QueryClient, bulk: Bulk): void {
  followBulk(client, bulk.id)
  client.setQueryData(bulksQuery.queryKey, before => [bulk, ...(before ?? [])])
  void client.invalidateQueries({ queryKey: bulkKeys.list })
}

/** Has the end of this change told. From the moment it is known: a few leads are done before anyone has seen it under way. */
export function followBulk(client: QueryClient, id: number | null): void {
  client.setQueryData(bulkKeys.followed, id)
}

export const isFollowed = (client: QueryClient, { id }: Pick<Bulk, 'id'>): boolean =>
  client.getQueryData(bulkKeys.followed) === id

export const isUnderWay = ({ status }: Pick<Bulk, 'status'>): boolean =>
  status === 'queued' || status === 'running'
