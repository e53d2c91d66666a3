import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCan } from '../../lib/can.ts'
import { useLive } from '../../lib/live.ts'
import { ACTION_TAKES } from './action-words.ts'
import { answerNextAction, type NextAction, nextActionKeys, nextActionsQuery, takeNextAction } from './api.ts'

/** What is best done next with a lead, kept in step with what others do with it, and how to answer. */
export function useNextActions(leadId: number, isAsked = true) {
  const client = useQueryClient()
  const can = useCan()
  const mayAnswer = can('CRM', 'log')
  const { data: actions = [] } = useQuery({ ...nextActionsQuery(leadId), enabled: isAsked })
  useLive('lead', ({ lead }) => {
    if (lead.id === leadId) void client.invalidateQueries({ queryKey: nextActionKeys.of(leadId) })
  })
  return {
    actions,
    mayAnswer,
    mayDo: ({ kind }: NextAction) => mayAnswer && can('CRM', ACTION_TAKES[kind]),
    take: (action: NextAction, onDo: (action: NextAction) => void) =>
      takeNextAction(client, leadId, action, () => onDo(action)),
    dismiss: ({ kind }: NextAction) => void answerNextAction(client, leadId, { kind, answer: 'dismissed' }),
  }
}
