import type { paths } from '@optimwalls/contract'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { showAnswer } from '../../lib/show-at-once.ts'
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
    showAnswer(client, nextActionsQuery(leadId).queryKey, data)
  } catch (problem) {
    showToast({ message: `Not noted: ${(problem as Error).message}`, tone: 'problem' })
  }
}

/** Says that somebody sets about it, and has it begin. What is done at once, without a further question, waits until that is said. */
export function takeNextAction(
  client: QueryClient,
  leadId: number,
  { kind }: NextAction,
  begin: () => void,
): void {
  const said = answerNextAction(client, leadId, { kind, answer: 'taken' })
  if (kind === 'wake') void said.then(begin)
  else begin()
}
