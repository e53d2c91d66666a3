import type { paths } from '@optimwalls/contract'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { showToast } from '../../ui/toast.ts'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

/** A system that is told what happens. */
export type Webhook = Read<'/crm/webhooks/{id}'>
export type WebhookEvent = Webhook['events'][number]
export type Delivery = Read<'/crm/webhooks/{id}/deliveries'>['data'][number]
export type DeliveryState = Delivery['state']
export type NewWebhook = paths['/crm/webhooks']['post']['requestBody']['content']['application/json']
type Patch = paths['/crm/webhooks/{id}']['patch']['requestBody']['content']['application/json']

const ROOT = 'webhooks'
/** What is on its way moves by itself; nothing of it comes by socket. */
const LOOK_MS = 5000
const LOOK_SOON_MS = 1000

export const webhooksQuery = queryOptions({
  queryKey: [ROOT],
  queryFn: ({ signal }) => answer(api.GET('/crm/webhooks', { signal })),
  refetchInterval: LOOK_MS,
})

export const webhookQuery = (id: number) =>
  queryOptions({
    queryKey: [ROOT, id],
    queryFn: ({ signal }) => answer(api.GET('/crm/webhooks/{id}', { params: { path: { id } }, signal })),
    refetchInterval: LOOK_MS,
    retry: false,
  })

export const deliveriesQuery = (id: number, state: DeliveryState | null) =>
  infiniteQueryOptions({
    queryKey: [ROOT, id, 'deliveries', state],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/crm/webhooks/{id}/deliveries', {
          params: {
            path: { id },
            query: { ...(state && { state }), ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? undefined,
    refetchInterval: query => (query.state.data?.pages[0]?.data.some(isUnderWay) ? LOOK_SOON_MS : LOOK_MS),
  })

/** Whether something is about to become of it. */
const isUnderWay = ({ state, attempts }: Delivery): boolean =>
  state === 'sending' || (state === 'waiting' && attempts === 0)

export const deliveryQuery = (id: number, deliveryId: number) =>
  queryOptions({
    queryKey: [ROOT, id, 'delivery', deliveryId],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/crm/webhooks/{id}/deliveries/{deliveryId}', {
          params: { path: { id, deliveryId } },
          signal,
        }),
      ),
    refetchInterval: LOOK_MS,
  })

const at = (id: number) => ({ params: { path: { id } } })

/** What can be done with webhooks. */
export const deeds = {
  add: (body: NewWebhook) => answer(api.POST('/crm/webhooks', { body })),
  change: ({ id, ...body }: Patch & { id: number }) =>
    answer(api.PATCH('/crm/webhooks/{id}', { ...at(id), body })),
  remove: (id: number) => answer(api.DELETE('/crm/webhooks/{id}', at(id))),
  renewSecret: (id: number) => answer(api.POST('/crm/webhooks/{id}/secret', at(id))),
  test: (id: number) => answer(api.POST('/crm/webhooks/{id}/test', at(id))),
  replayDead: (id: number) => answer(api.POST('/crm/webhooks/{id}/replay', at(id))),
  replay: ({ id, deliveryId }: { id: number; deliveryId: number }) =>
    answer(
      api.POST('/crm/webhooks/{id}/deliveries/{deliveryId}/replay', { params: { path: { id, deliveryId } } }),
    ),
}

export interface DeedOptions<I, O> {
  /** What the toast says once it is done; none without. */
  says?: (output: O, input: I) => string
  onDone?: (output: O) => void
  /** True where the form shows why it was refused; otherwise a toast does. */
  showsError?: boolean
}

/** One change: tells how it went and has everything here fetched anew. */
export function useDeed<I, O>(deed: (input: I) => Promise<O>, options: DeedOptions<I, O> = {}) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: deed,
    onSuccess: (output, input) => {
      const message = options.says?.(output, input)
      if (message) showToast({ message })
      options.onDone?.(output)
    },
    onError: error => {
      if (!options.showsError) showToast({ message: error.message, tone: 'problem' })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: [ROOT] }),
  })
}
