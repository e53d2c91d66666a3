import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'

type Path = paths['/crm/users/{id}/availability']
/** When a person takes new leads, and which suit them. */
export type Availability = Path['get']['responses'][200]['content']['application/json']
export type AvailabilityBody = Path['put']['requestBody']['content']['application/json']

export const availabilityQuery = (id: number) =>
  queryOptions({
    queryKey: ['availability', id],
    queryFn: ({ signal }): Promise<Availability> =>
      answer(api.GET('/crm/users/{id}/availability', { params: { path: { id } }, signal })),
  })

export const saveAvailability = (id: number, body: AvailabilityBody): Promise<Availability> =>
  answer(api.PUT('/crm/users/{id}/availability', { params: { path: { id } }, body }))

/** Those whose availability the person may set: their own, and that of whom they assign leads to. */
export const colleaguesQuery = queryOptions({
  queryKey: ['availability', 'people'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/people', { signal }))).data,
})
