import type { Database } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import { author } from '../author.ts'
import { LeadParams } from '../leads.schemas.ts'
import { orMerged, type RedirectNeeds } from '../merge/redirect.ts'
import { DecidedPair, Household, PairDecision, PairList, PairQuery } from './pairs.schemas.ts'
import type { PairService } from './pairs.service.ts'

const MERGE = { access: { module: 'CRM', action: 'merge' } } as const

export function pairRoutes(
  http: Http,
  { db, reader, service }: RedirectNeeds & { db: Database; service: PairService },
): void {
  const tags = ['Duplicates']

  http.get(
    '/crm/leads/duplicate-pairs',
    {
      config: MERGE,
      schema: {
        tags,
        summary: 'Leads that may be the same person, two by two',
        querystring: PairQuery,
        response: { 200: PairList },
      },
    },
    request => service.list(request.principal, request.query),
  )

  http.put(
    '/crm/leads/duplicate-pairs/decision',
    {
      config: MERGE,
      schema: {
        tags,
        summary: 'Say that two leads are two people, one household, or to be looked at later',
        body: PairDecision,
        response: { 200: DecidedPair },
      },
    },
    request => db.inTransaction(tx => service.decide(tx, author(request), request.body)),
  )

  http.get(
    '/crm/leads/:id/household',
    {
      config: { access: { module: 'CRM', action: 'view' } },
      schema: {
        tags,
        summary: 'Leads that share a phone, an e-mail or an address with one',
        params: LeadParams,
        response: { 200: Household },
      },
    },
    request =>
      orMerged({ db, reader }, request.principal, request.params.id, () =>
        service.household(request.principal, request.params.id),
      ),
  )
}
