import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import { author } from '../author.ts'
import { LeadParams, Repeatable } from '../leads.schemas.ts'
import { Merged, MergeList, MergeListQuery, MergePreview, MergeRequest, Unmerged } from './merge.schemas.ts'
import type { MergeService } from './merge.service.ts'

const MERGE = { access: { module: 'CRM', action: 'merge' } } as const

export function mergeRoutes(
  http: Http,
  { db, crypto, service }: { db: Database; crypto: Crypto; service: MergeService },
): void {
  const tags = ['Merging leads']

  http.post(
    '/crm/leads/merge/preview',
    {
      config: MERGE,
      schema: {
        tags,
        summary: 'What merging two leads would make of them',
        body: MergeRequest,
        response: { 200: MergePreview },
      },
    },
    request => service.preview(request.principal, request.body),
  )

  http.post(
    '/crm/leads/merge',
    {
      config: MERGE,
      schema: {
        tags,
        summary: 'Make two leads one; can be undone for 30 days',
        headers: Repeatable,
        body: MergeRequest,
        response: { 200: Merged },
      },
    },
    async request => {
      const answer = await idempotent(request, db, crypto, async tx => ({
        status: 200,
        body: await service.merge(tx, author(request), request.body),
      }))
      return answer.body
    },
  )

  http.get(
    '/crm/leads/merges',
    {
      config: MERGE,
      schema: {
        tags,
        summary: 'Merges that stand, newest first',
        querystring: MergeListQuery,
        response: { 200: MergeList },
      },
    },
    request => service.list(request.principal, request.query),
  )

  http.post(
    '/crm/leads/merges/:id/undo',
    {
      config: MERGE,
      schema: {
        tags,
        summary: 'Make two leads of one again',
        params: LeadParams,
        response: { 200: Unmerged },
      },
    },
    request => db.inTransaction(tx => service.undo(tx, author(request), request.params.id)),
  )
}
