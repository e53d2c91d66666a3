import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { ACTION_WORDS } from '../action-words.ts'
import type { NextAction } from '../api.ts'
import { useNextActions } from '../use-next-actions.ts'
import classes from './LeadNextActions.module.css'

export interface LeadNextActionsProps {
  leadId: number
  /** Does it, or opens what does. */
  onDo: (action: NextAction) => void
}

/** What is best done next with a lead: why, what to expect of it, and one button to do it. */
export function LeadNextActions({ leadId, onDo }: LeadNextActionsProps) {
  const { actions, mayAnswer, mayDo, take, dismiss } = useNextActions(leadId)
  if (actions.length === 0) return null
  return (
    <section aria-label="What next" className={classes.part}>
      <h2>What next</h2>
      <ol className={classes.actions}>
        {actions.map((action, index) => (
          <li key={action.kind}>
            <div className={classes.words}>
              <b>{action.reason}</b>
              <span>{action.effect}</span>
            </div>
            {mayAnswer && (
              <div className={classes.deeds}>
                {mayDo(action) && (
                  <Button
                    size="sm"
                    variant={index === 0 ? 'filled' : 'default'}
                    onClick={() => take(action, onDo)}
                  >
                    {ACTION_WORDS[action.kind]}
                  </Button>
                )}
                <ActionIcon
                  variant="subtle"
                  size="sm"
                  aria-label={`Not now: ${ACTION_WORDS[action.kind]}`}
                  title="Not now"
                  onClick={() => dismiss(action)}
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
