import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import { etag, parseIfMatch } from '../../../platform/http/versions.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { Author } from '../leads.neighbours.ts'
import { Lead, LeadParams, Repeatable } from '../leads.schemas.ts'
import { orMerged } from '../merge/redirect.ts'
import type { LossCatalogue } from './loss-catalogue.ts'
import { allCompetitors } from './losses.repository.ts'
import { CompetitorList, LossList, LostReasonList, LostReasonsPut, ReopenBody } from './losses.schemas.ts'
import type { LostReasons } from './lost-reasons.service.ts'
import type { Reopening } from './reopening.ts'

export interface LossRoutesNeeds {
  db: Database
  crypto: Crypto
  reader: LeadReader
  catalogue: LossCatalogue
  reasons: LostReasons
  reopening: Reopening
}

const tags = ['Lost leads']
const may = (action: 'view' | 'move' | 'configure_pipelines') =>
  ({ access: { module: 'CRM', action } }) as const
const authorOf = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function lossRoutes(http: Http, needs: LossRoutesNeeds): void {
  const { db, crypto, catalogue, reasons, reopening } = needs

  http.get(
    '/crm/lost-reasons',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'Why leads are lost: the reasons that are offered',
        response: { 200: LostReasonList },
      },
    },
    () => catalogue.reasons(),
  )

  http.put(
    '/crm/lost-reasons',
    {
      config: may('configure_pipelines'),
      schema: {
        tags,
        summary: 'Set up why leads are lost; 409 when somebody else has changed it since `version`',
        body: LostReasonsPut,
        response: { 200: LostReasonList },
      },
    },
    request => reasons.replace(authorOf(request), request.body),
  )

  http.get(
    '/crm/competitors',
    {
      config: may('view'),
      schema: { tags, summary: 'Firms that leads went to', response: { 200: CompetitorList } },
    },
    async () => ({ data: await allCompetitors(db) }),
  )

  http.get(
    '/crm/leads/:id/losses',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'How often a lead was lost and taken up again, and where it would go back to',
        params: LeadParams,
        response: { 200: LossList },
      },
    },
    ({ principal, params: { id } }) => orMerged(needs, principal, id, () => reopening.losses(principal, id)),
  )

  http.post(
    '/crm/leads/:id/reopen',
    {
      config: may('move'),
      schema: {
        tags,
        summary: 'Take a lost lead up again: it goes back to the stage that it was lost from',
        headers: Type.Object({
          ...Repeatable.properties,
          'if-match': Type.Optional(Type.String({ description: 'The version it was decided on' })),
        }),
        params: LeadParams,
        body: Type.Optional(ReopenBody),
        response: { 200: Lead },
      },
    },
    async (request, reply) => {
      const by = authorOf(request)
      const { id } = request.params
      const base = parseIfMatch(request.headers['if-match'])
      const { body } = await orMerged(needs, by.principal, id, () =>
        idempotent(request, db, crypto, async tx => ({
          status: 200,
          body: await reopening.reopen(tx, by, id, { note: request.body?.note, base }),
        })),
      )
      return reply.header('etag', etag(body.version)).send(body)
    },
  )
}
