import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { Author, LeadsDoor } from '../../leads/index.ts'
import { IdParams } from '../conversion.schemas.ts'
import { NewQuote, Quote, QuoteList, QuotePatch } from './quotes.schemas.ts'
import type { QuoteService } from './quotes.service.ts'

export interface QuoteRoutesNeeds {
  db: Database
  crypto: Crypto
  leads: Pick<LeadsDoor, 'conversion'>
  quotes: QuoteService
}

const tags = ['Quotes']
const view = { access: { module: 'CRM', action: 'view' } } as const
const edit = { access: { module: 'CRM', action: 'edit' } } as const

const authorOf = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function quoteRoutes(http: Http, { db, crypto, leads, quotes }: QuoteRoutesNeeds): void {
  http.get(
    '/crm/leads/:id/quotes',
    {
      config: view,
      schema: { tags, summary: 'What a lead was offered', params: IdParams, response: { 200: QuoteList } },
    },
    request =>
      leads.conversion.orMerged(request.principal, request.params.id, () =>
        quotes.list(db, request.principal, request.params.id),
      ),
  )

  http.post(
    '/crm/leads/:id/quotes',
    {
      config: edit,
      schema: {
        tags,
        summary: 'Offer a lead something: the next version, and the current one from then on',
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({ description: 'Makes a repeat answer as the first call did' }),
          ),
        }),
        params: IdParams,
        body: NewQuote,
        response: { 201: Quote },
      },
    },
    async (request, reply) => {
      const by = authorOf(request)
      const { id } = request.params
      const { body } = await leads.conversion.orMerged(by.principal, id, () =>
        idempotent(request, db, crypto, async tx => ({
          status: 201,
          body: await quotes.add(tx, by, id, request.body),
        })),
      )
      return reply.status(201).send(body)
    },
  )

  http.patch(
    '/crm/quotes/:id',
    {
      config: edit,
      schema: {
        tags,
        summary: 'Change a draft, say what became of a quote, or make it the current one',
        params: IdParams,
        body: QuotePatch,
        response: { 200: Quote },
      },
    },
    request => db.inTransaction(tx => quotes.change(tx, authorOf(request), request.params.id, request.body)),
  )
}
