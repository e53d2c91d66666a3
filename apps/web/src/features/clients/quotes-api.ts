import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { clientKeys } from './api.ts'

type QuoteList = paths['/crm/leads/{id}/quotes']['get']['responses'][200]['content']['application/json']
export type Quote = QuoteList['data'][number]
export type QuoteStatus = Quote['status']
export type NewQuote = paths['/crm/leads/{id}/quotes']['post']['requestBody']['content']['application/json']
export type QuotePatch = paths['/crm/quotes/{id}']['patch']['requestBody']['content']['application/json']

export const quoteKeys = {
  of: (leadId: number) => [...clientKeys.all, 'quotes', leadId] as const,
}

/** What a lead was offered, the latest first. */
export const quotesQuery = (leadId: number) =>
  queryOptions({
    queryKey: quoteKeys.of(leadId),
    queryFn: ({ signal }): Promise<QuoteList> =>
      answer(api.GET('/crm/leads/{id}/quotes', { params: { path: { id: leadId } }, signal })),
  })

/** @param key the same for every try of one addition */
export const addQuote = (leadId: number, body: NewQuote, key: string) =>
  answer(
    api.POST('/crm/leads/{id}/quotes', {
      params: { path: { id: leadId }, header: { 'idempotency-key': key } },
      body,
    }),
  )

export const changeQuote = (id: number, body: QuotePatch) =>
  answer(api.PATCH('/crm/quotes/{id}', { params: { path: { id } }, body }))
