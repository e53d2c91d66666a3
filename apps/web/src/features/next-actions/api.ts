import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type Answered = paths['/crm/leads/{id}/next-actions']['get']['responses'][200]['content']['application/json']

/** Something that is best done next, and why. */
export type NextAction = Answered['data'][number]
export type ActionKind = NextAction['kind']

export const nextActionKeys = { of: (leadId: number) => ['next-actions', leadId] as const }

export const nextActionsQuery = (leadId: number) =>
  queryOptions({
    queryKey: nextActionKeys.of(leadId),
    queryFn: async ({ signal }): Promise<NextAction[]> =>
      (await answer(api.GET('/crm/leads/{id}/next-actions', { params: { path: { id: leadId } }, signal })))
        .data,
  })

/** Says what became of a suggestion. @returns what is suggested now */
export const answerNextAction = async (
  leadId: number,
  body: { kind: ActionKind; answer: 'taken' | 'dismissed' },
): Promise<NextAction[]> =>
  (await answer(api.POST('/crm/leads/{id}/next-actions', { params: { path: { id: leadId } }, body }))).data
