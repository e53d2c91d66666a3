import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'
import { choicesQuery } from '../api.ts'

const PATH = '/crm/settings/client-people'
type Tried = paths['/crm/settings/client-people/simulation']['post']

/** The rules by which people are proposed for clients. */
export type ClientPlan = paths[typeof PATH]['get']['responses'][200]['content']['application/json']
export type PlaceName = 'account_owner' | 'designer'
export type PlaceRules = ClientPlan[PlaceName]
export type ClientRule = PlaceRules['rules'][number]
export type ClientPlanTrial = Tried['requestBody']['content']['application/json']
export type ClientSimulation = Tried['responses'][200]['content']['application/json']

export const clientPlanQuery = queryOptions({
  queryKey: ['assignment', 'clients'],
  queryFn: ({ signal }): Promise<ClientPlan> => answer(api.GET(PATH, { signal })),
})

/** Puts these in place of all, as they were in that version. */
export const saveClientPlan = (body: ClientPlanTrial & { version: number }): Promise<ClientPlan> =>
  answer(api.PUT(PATH, { body }))

export const simulateClientPlan = (body: ClientPlanTrial): Promise<ClientSimulation> =>
  answer(api.POST('/crm/settings/client-people/simulation', { body }))

/** Who can design for a client. */
const designersQuery = queryOptions({
  queryKey: ['assignment', 'designers'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/clients/choices', { signal }))).designers,
})

export { choicesQuery, designersQuery }
