import type { paths } from '@optimwalls/contract'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { showToast } from '../../ui/toast.ts'
import { askTogether } from './ask-together.ts'

type Answered = paths['/crm/leads/{id}/next-actions']['get']['responses'][200]['content']['application/json']

/** Something that is best done next, and why. */
export type NextAction = Answered['data'][number]
export type ActionKind = NextAction['kind']

export const nextActionKeys = { of: (leadId: number) => ['next-actions', leadId] as const }

const MINUTE = 60_000

/** What is best done next with a lead, the best first. */
export const nextActionsQuery = (leadId: number) =>
  queryOptions({
    queryKey: nextActionKeys.of(leadId),
    queryFn: () => askTogether(leadId),
    staleTime: MINUTE,
  })

/** Says what became of a suggestion; what is suggested now takes its place. */
export async function answerNextAction(
  client: QueryClient,
  leadId: number,
  body: { kind: ActionKind; answer: 'taken' | 'dismissed' },
): Promise<void> {
  try {
    const path = { id: leadId }
    const { data } = await answer(api.POST('/crm/leads/{id}/next-actions', { params: { path }, body }))
    client.setQueryData(nextActionsQuery(leadId).queryKey, data)
  } catch (problem) {
    showToast({ message: `Not noted: ${(problem as Error).message}`, tone: 'problem' })
  }
}
