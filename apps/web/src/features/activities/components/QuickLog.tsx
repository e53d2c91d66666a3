import { Button, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Kbd } from '../../../ui/Kbd.tsx'
import { moveByArrows } from '../../../ui/move-by-arrows.ts'
import { type ActivityType, LOGGED_TYPES, TYPE_WORDS } from '../activity.ts'
import { outcomesQuery } from '../api.ts'
import { proposedTime } from '../next-times.ts'
import { useAttaching } from '../use-attaching.ts'
import { useCallDeeds } from '../use-call-deeds.ts'
import { type LoggedLead, useLog } from '../use-log.ts'
import { ActivityIcon } from './ActivityIcon.tsx'
import { AttachButton, AttachedFiles } from './AttachFiles.tsx'
import { MentionField } from './MentionField.tsx'
import { NextStep } from './NextStep.tsx'
import { OutcomeChoice } from './OutcomeChoice.tsx'
import classes from './QuickLog.module.css'

const PROMPTS: Partial<Record<ActivityType, string>> = {
  call: 'What was said? Type @ to tell a colleague',
  site_visit: 'What did you see and measure?',
  meeting: 'What was agreed?',
  note: 'Write a note. Type @ to tell a colleague',
}

export interface QuickLogProps {
  lead: LoggedLead
  /** What is to be known before somebody is reached this way. */
  before: (type: ActivityType) => ReactNode
}

/** Logs a call, a visit, a message or a note where its lead stands: kind, words, outcome and the next step in one place. */
export function QuickLog({ lead, before }: QuickLogProps) {
  useCallDeeds(lead)
  const [type, setType] = useState<ActivityType>('call')
  const [note, setNote] = useState('')
  const [outcome, setOutcome] = useState<string | null>(null)
  const [next, setNext] = useState<Date | null>(null)
  const [named, setNamed] = useState<readonly { id: number; name: string }[]>([])
  const outcomes = (useQuery(outcomesQuery).data ?? []).filter(one => one.type === type)

  const attaching = useAttaching(lead.id)

  function reset() {
    setNote('')
    setOutcome(null)
    setNext(null)
    setNamed([])
    attaching.clear()
  }
  const log = useLog(lead, reset)

  function choose(label: string | null) {
    setOutcome(label)
    const chosen = outcomes.find(one => one.label === label)
    setNext(chosen ? proposedTime(chosen.next_minutes, new Date()) : null)
  }

  const isReady = note.trim() !== '' || attaching.ids.length > 0 || (type !== 'note' && outcome !== null)
  function submit() {
    if (!isReady || attaching.isSending || log.isPending) return
    const mentions = named.filter(({ name }) => note.includes(`@${name}`)).map(({ id }) => id)
    log.mutate({
      type,
      ...(note.trim() && { note }),
      ...(outcome && { outcome }),
      ...(mentions.length > 0 && { mentions }),
      ...(attaching.ids.length > 0 && { attachments: attaching.ids }),
      ...(next && {
        next: { due_at: next.toISOString(), kind: type === 'note' ? 'task' : 'call', priority: 'normal' },
      }),
    })
  }

  return (
    <form
      className={classes.log}
      aria-label="Log what happened"
      onSubmit={event => {
        event.preventDefault()
        submit()
      }}
    >
      <div role="toolbar" aria-label="What happened" className={classes.kinds} onKeyDown={moveByArrows}>
        {LOGGED_TYPES.map(kind => (
          <UnstyledButton
            key={kind}
            className={classes.kind}
            aria-pressed={kind === type}
            tabIndex={kind === type ? 0 : -1}
            onClick={() => {
              setType(kind)
              setOutcome(null)
              setNext(null)
            }}
          >
            <ActivityIcon kind={kind} />
            {TYPE_WORDS[kind]}
          </UnstyledButton>
        ))}
      </div>
      <MentionField
        label={`${TYPE_WORDS[type]}: what was said`}
        placeholder={PROMPTS[type] ?? 'What was it about?'}
        value={note}
        onChange={setNote}
        onMention={person => setNamed(before => [...before, person])}
        onSubmit={submit}
        className={classes.words}
      />
      {attaching.files.length > 0 && (
        <div className={classes.attached}>
          <AttachedFiles attaching={attaching} />
        </div>
      )}
      {before(type)}
      <div className={classes.foot}>
        {outcomes.length > 0 && (
          <OutcomeChoice
            label="How did it go?"
            options={outcomes.map(({ label }) => label)}
            value={outcome}
            onChange={choose}
          />
        )}
        <div className={classes.deeds}>
          <AttachButton attaching={attaching} />
          <NextStep value={next} onChange={setNext} />
          <Button
            type="submit"
            size="sm"
            disabled={!isReady || attaching.isSending}
            loading={log.isPending}
            rightSection={<Kbd keys="mod+↵" />}
            aria-keyshortcuts="Meta+Enter Control+Enter"
          >
            Log {TYPE_WORDS[type] === 'WhatsApp' ? 'WhatsApp' : TYPE_WORDS[type].toLowerCase()}
          </Button>
        </div>
      </div>
    </form>
  )
}
