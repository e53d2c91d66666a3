import type { paths } from '@optimwalls/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type Page = paths['/crm/clients']['get']['responses'][200]['content']['application/json']
export type ClientRow = Page['data'][number]
export type Client = paths['/crm/clients/{id}']['get']['responses'][200]['content']['application/json']
export type ClientLead = Client['leads'][number]
export type Conversion =
  paths['/crm/leads/{id}/conversion']['get']['responses'][200]['content']['application/json']

export const clientKeys = {
  all: ['clients'] as const,
  one: (id: number) => ['clients', 'one', id] as const,
  ofLead: (leadId: number) => ['clients', 'of-lead', leadId] as const,
}

const PAGE = 50

/** What the list of clients is narrowed by. */
export interface ClientFilters {
  /** Part of the name. */
  q?: string
  /** Who looks after them. */
  owner?: number
}

/** Clients, newest first. */
export const clientsQuery = ({ q, owner }: ClientFilters) =>
  infiniteQueryOptions({
    queryKey: [...clientKeys.all, 'list', q ?? '', owner ?? 0],
    queryFn: ({ pageParam, signal }): Promise<Page> =>
      answer(
        api.GET('/crm/clients', {
          params: {
            query: {
              limit: PAGE,
              ...(q && { q }),
              ...(owner !== undefined && { account_owner: owner }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor,
  })

export const clientQuery = (id: number) =>
  queryOptions({
    queryKey: clientKeys.one(id),
    queryFn: ({ signal }): Promise<Client> =>
      answer(api.GET('/crm/clients/{id}', { params: { path: { id } }, signal })),
  })

/** Whom the person may choose for a client. */
export const peopleChoicesQuery = queryOptions({
  queryKey: [...clientKeys.all, 'choices'],
  queryFn: ({ signal }) => answer(api.GET('/crm/clients/choices', { signal })),
})

type PeoplePut = paths['/crm/clients/{id}/people']['put']['requestBody']['content']['application/json']

/** Puts these people in their places, as they were in that version. */
export const choosePeople = (id: number, body: PeoplePut): Promise<Client> =>
  answer(api.PUT('/crm/clients/{id}/people', { params: { path: { id } }, body }))

/** How a lead became a client. */
export const conversionQuery = (leadId: number) =>
  queryOptions({
    queryKey: clientKeys.ofLead(leadId),
    queryFn: ({ signal }): Promise<Conversion> =>
      answer(api.GET('/crm/leads/{id}/conversion', { params: { path: { id: leadId } }, signal })),
    // What tells of it is only there while the lead is converted: taken back and converted again, it has heard of neither.
    staleTime: 0,
  })

export const undoConversion = (leadId: number) =>
  answer(api.POST('/crm/leads/{id}/convert/undo', { params: { path: { id: leadId } } }))

export type BookingPayment = NonNullable<Conversion['booking_payment']>
type PaymentPut =
  paths['/crm/leads/{id}/booking-payment']['put']['requestBody']['content']['application/json']

/** Says what was really paid to book. */
export const correctPayment = (leadId: number, body: PaymentPut): Promise<BookingPayment> =>
  answer(api.PUT('/crm/leads/{id}/booking-payment', { params: { path: { id: leadId } }, body }))
