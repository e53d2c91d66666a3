import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCan } from '../../../lib/can.ts'
import { useLive } from '../../../lib/live.ts'
import { showToast } from '../../../ui/toast.ts'
import {
  type ActionKind,
  answerNextAction,
  type NextAction,
  nextActionKeys,
  nextActionsQuery,
} from '../api.ts'
import classes from './LeadNextActions.module.css'

const WORDS: Readonly<Record<ActionKind, string>> = {
  call_now: 'Call now',
  reassign: 'Give to a colleague',
  close_lost: 'Close as lost',
  wake: 'Wake up',
  send_quote: 'Send a quote',
  chase_quote: 'Ask about the quote',
  book_visit: 'Book a visit',
  ask_field: 'Fill in',
  re_engage: 'Get in touch again',
}

/** What it takes to do it, besides logging. */
const TAKES: Readonly<Partial<Record<ActionKind, 'assign' | 'move' | 'edit'>>> = {
  reassign: 'assign',
  close_lost: 'move',
  wake: 'move',
  send_quote: 'edit',
  ask_field: 'edit',
}

export interface LeadNextActionsProps {
  leadId: number
  /** Does it, or opens what does. */
  onDo: (action: NextAction) => void
}

/** What is best done next with a lead: why, what to expect of it, and one button to do it. */
export function LeadNextActions({ leadId, onDo }: LeadNextActionsProps) {
  const client = useQueryClient()
  const can = useCan()
  const mayAnswer = can('CRM', 'log')
  const { data } = useQuery(nextActionsQuery(leadId))
  useLive('lead', ({ lead }) => {
    if (lead.id === leadId) void client.invalidateQueries({ queryKey: nextActionKeys.of(leadId) })
  })
  const say = useMutation({
    mutationFn: (body: Parameters<typeof answerNextAction>[1]) => answerNextAction(leadId, body),
    onSuccess: actions => client.setQueryData(nextActionKeys.of(leadId), actions),
    onError: error => showToast({ message: `Not noted: ${error.message}`, tone: 'problem' }),
  })
  if (!data || data.length === 0) return null
  return (
    <section aria-label="What next" className={classes.part}>
      <h2>What next</h2>
      <ol className={classes.actions}>
        {data.map((action, index) => (
          <li key={action.kind}>
            <div className={classes.words}>
              <b>{action.reason}</b>
              <span>{action.effect}</span>
            </div>
            {mayAnswer && (
              <div className={classes.deeds}>
                {can('CRM', TAKES[action.kind] ?? 'log') && (
                  <Button
                    size="sm"
                    variant={index === 0 ? 'filled' : 'default'}
                    onClick={() => {
                      say.mutate({ kind: action.kind, answer: 'taken' })
                      onDo(action)
                    }}
                  >
                    {WORDS[action.kind]}
                  </Button>
                )}
                <ActionIcon
                  variant="subtle"
                  size="sm"
                  aria-label={`Not now: ${WORDS[action.kind]}`}
                  title="Not now"
                  onClick={() => say.mutate({ kind: action.kind, answer: 'dismissed' })}
                >
                  <IconX size={16} stroke={1.75} aria-hidden />
                </ActionIcon>
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
