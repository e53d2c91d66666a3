import type { FastifyRequest } from 'fastify'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { Author } from '../leads.neighbours.ts'
import { LeadParams, Repeatable } from '../leads.schemas.ts'
import { orMerged } from '../merge/redirect.ts'
import { ConsentBody, ConsentList, ConsentPurposeList, ConsentPurposesPut } from './consent.schemas.ts'
import type { Consents } from './consent.service.ts'

export interface ConsentRoutesNeeds {
  db: Database
  crypto: Crypto
  reader: LeadReader
  consents: Consents
}

const tags = ['Privacy']
const may = (action: 'view' | 'edit') => ({ access: { module: 'CRM', action } }) as const
const authorOf = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function consentRoutes(http: Http, needs: ConsentRoutesNeeds): void {
  const { db, crypto, consents } = needs

  http.get(
    '/crm/consent-purposes',
    {
      config: may('view'),
      schema: { tags, summary: 'What people are asked to agree to', response: { 200: ConsentPurposeList } },
    },
    () => consents.purposes(),
  )

  http.put(
    '/crm/consent-purposes',
    {
      config: { access: { module: 'Administration', action: 'manage_privacy' } },
      schema: {
        tags,
        summary:
          'Set up what people are asked to agree to; 409 when somebody else has changed it since `version`',
        body: ConsentPurposesPut,
        response: { 200: ConsentPurposeList },
      },
    },
    request => consents.replacePurposes(authorOf(request), request.body),
  )

  http.get(
    '/crm/leads/:id/consents',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'What the person of a lead agreed to and withdrew, with all earlier answers',
        params: LeadParams,
        response: { 200: ConsentList },
      },
    },
    ({ principal, params: { id } }) =>
      orMerged(needs, principal, id, async () => ({ data: await consents.list(principal, id) })),
  )

  http.post(
    '/crm/leads/:id/consents',
    {
      config: may('edit'),
      schema: {
        tags,
        summary: 'Keep what the person of a lead agreed to or withdrew',
        headers: Repeatable,
        params: LeadParams,
        body: ConsentBody,
        response: { 200: ConsentList },
      },
    },
    async request => {
      const by = authorOf(request)
      const { id } = request.params
      await orMerged(needs, by.principal, id, () =>
        idempotent(request, db, crypto, async tx => {
          await consents.record(tx, by, id, request.body)
          return { status: 200, body: {} }
        }),
      )
      return { data: await consents.list(by.principal, id) }
    },
  )
}
