import type { Database } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import { Client, IdParams } from '../conversion.schemas.ts'
import type { ClientPeopleService } from './client-people.service.ts'
import { ClientPeoplePut, PeopleChoices } from './people.schemas.ts'

export interface PeopleRoutesNeeds {
  db: Database
  clientPeople: ClientPeopleService
}

const config = { access: { module: 'CRM', action: 'assign' } } as const
const tags = ['Clients']

export function peopleRoutes(http: Http, { db, clientPeople }: PeopleRoutesNeeds): void {
  http.get(
    '/crm/clients/choices',
    {
      config,
      schema: {
        tags,
        summary: 'Who can be made account owner or designer of a client',
        response: { 200: PeopleChoices },
      },
    },
    request => clientPeople.choices(db, request.principal),
  )

  http.put(
    '/crm/clients/:id/people',
    {
      config,
      schema: {
        tags,
        summary: 'Choose who looks after a client and who designs for them',
        params: IdParams,
        body: ClientPeoplePut,
        response: { 200: Client },
      },
    },
    request => {
      const by = { principal: request.principal, request: { id: request.id, ip: request.ip } }
      return db.inTransaction(tx => clientPeople.choose(tx, by, request.params.id, request.body))
    },
  )
}
