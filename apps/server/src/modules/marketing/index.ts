import { Type } from 'typebox'
import type { Cache } from '../../platform/cache/cache.ts'
import type { Connection } from '../../platform/database/database.ts'
import type { Http } from '../../platform/http/server.ts'
import { Campaigns } from './campaigns.ts'
import { spendKind } from './spend-kind.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

const CampaignList = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      channel: Type.String(),
      starts_on: nullable(Type.String({ format: 'date' })),
      ends_on: nullable(Type.String({ format: 'date' })),
      budget: nullable(Type.Number()),
    }),
  ),
})

/** Campaigns, as far as leads name the one they came from. */
export function createMarketing({ db, cache }: { db: Connection; cache: Cache }) {
  const campaigns = new Campaigns(db, cache)
  return {
    campaigns,
    importKinds: [spendKind()],
    routes(http: Http): void {
      http.get(
        '/crm/campaigns',
        {
          config: { access: { module: 'CRM', action: 'view' } },
          schema: {
            tags: ['Campaigns'],
            summary: 'Campaigns that leads come from',
            response: { 200: CampaignList },
          },
        },
        async () => ({ data: [...(await campaigns.list())] }),
      )
    },
  }
}
