import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { leadKeys } from './api.ts'
import type { Lead } from './lead.ts'

export type Losses = paths['/crm/leads/{id}/losses']['get']['responses'][200]['content']['application/json']

/** How often a lead was lost, and where it goes back to. A further version may be another loss. */
export const lossesQuery = (id: number, version: number) =>
  queryOptions({
    queryKey: [...leadKeys.one(id), 'losses', version],
    queryFn: ({ signal }): Promise<Losses> =>
      answer(api.GET('/crm/leads/{id}/losses', { params: { path: { id } }, signal })),
  })

/** Without a version, whatever it is by now. */
export const reopenLead = (id: number, version?: number): Promise<Lead> =>
  answer(
    api.POST('/crm/leads/{id}/reopen', {
      params: {
        path: { id },
        ...(version !== undefined && { header: { 'if-match': String(version) } }),
      },
      body: {},
    }),
  )
