import { Button, Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { formatWhen } from '../../../lib/format-time.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { type ActivityType, type FollowUp, type NextStep as Step, TYPE_WORDS } from '../activity.ts'
import { outcomesQuery } from '../api.ts'
import { nextTimes, proposedTime } from '../next-times.ts'
import { useAttaching } from '../use-attaching.ts'
import { type LoggedLead, useFinish, useLog } from '../use-log.ts'
import { AttachButton, AttachedFiles } from './AttachFiles.tsx'
import classes from './LogSheet.module.css'
import { MentionField } from './MentionField.tsx'
import { TimeField } from './NextStep.tsx'
import { OutcomeChoice } from './OutcomeChoice.tsx'

export interface LogSheetProps {
  lead: LoggedLead
  /** What was done; of a follow-up its kind. */
  type?: ActivityType
  /** The follow-up that is finished with it. */
  followUp?: FollowUp
  /** Chosen from the start. */
  outcome?: string
  /** What is to be known before somebody is reached this way. */
  before?: (leadId: number, type: ActivityType) => ReactNode
  isOpen: boolean
  onClose: () => void
}

/** How it went and what comes next, in three taps; a sheet on a phone, a dialog elsewhere. */
export function LogSheet(props: LogSheetProps) {
  const { isOpen, onClose, lead, followUp, type = 'call' } = props
  const isPhone = useMediaQuery('(max-width: 639px)', false, { getInitialValueInEffect: false })
  const title = followUp?.title
    ? `${lead.name}: ${lowered(followUp.title)}`
    : `${TYPE_WORDS[followUp?.kind ?? type]} with ${lead.name}`
  const form = <LogForm {...props} />
  if (!isPhone)
    return (
      <Dialog isOpen={isOpen} onClose={onClose} title={title}>
        {form}
      </Dialog>
    )
  return (
    <Drawer.Root
      opened={isOpen}
      onClose={onClose}
      position="bottom"
      size="auto"
      // On the content itself, its class would also land on the frame around it.
      classNames={{ content: classes.sheet ?? '', header: classes.head ?? '', body: classes.body ?? '' }}
    >
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title className={classes.title}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </Drawer.Header>
        <Drawer.Body>{form}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

const lowered = (words: string) => words[0]?.toLowerCase() + words.slice(1)

function LogForm({ lead, followUp, type = 'call', outcome: first, before, onClose }: LogSheetProps) {
  const kind: ActivityType = followUp ? (followUp.kind === 'task' ? 'note' : followUp.kind) : type
  const outcomes = (useQuery(outcomesQuery).data ?? []).filter(one => one.type === kind)
  const [chosen, setChosen] = useState<string | null>(first ?? null)
  const [next, setNext] = useState<Date | null | undefined>(undefined)
  const [isPicking, setPicking] = useState(false)
  const [note, setNote] = useState('')
  const [named, setNamed] = useState<readonly { id: number; name: string }[]>([])
  const log = useLog(lead, onClose)
  const finish = useFinish(lead, onClose)
  const attaching = useAttaching(lead.id)
  const [openedAt] = useState(() => new Date())

  // The likely end is chosen already; the next step follows it until the person chooses one.
  const outcome = chosen ?? outcomes[0]?.label ?? null
  const proposed = proposedTime(outcomes.find(one => one.label === outcome)?.next_minutes, openedAt)
  // What repeats comes again by itself; something else is only planned where it is asked for.
  const without = followUp?.repeat ? 'As it repeats' : 'None'
  const due = next === undefined ? (followUp?.repeat ? null : proposed) : next
  const offered = [...(proposed ? [proposed] : []), ...nextTimes(openedAt).map(({ at }) => at)]
    .filter((at, i, all) => all.findIndex(one => one.getTime() === at.getTime()) === i)
    .slice(0, 3)
    .sort((a, b) => a.getTime() - b.getTime())

  function save() {
    const step: Step | undefined = due
      ? { due_at: due.toISOString(), kind: 'call', priority: 'normal' }
      : undefined
    const mentions = named.filter(({ name }) => note.includes(`@${name}`)).map(({ id }) => id)
    const said = {
      ...(note.trim() && { note }),
      ...(outcome && { outcome }),
      ...(mentions.length > 0 && { mentions }),
      ...(attaching.ids.length > 0 && { attachments: attaching.ids }),
      ...(step && { next: step }),
    }
    if (followUp) finish.mutate({ id: followUp.id, body: said })
    else log.mutate({ type: kind, ...said })
  }

  return (
    <form
      className={classes.form}
      onSubmit={event => {
        event.preventDefault()
        save()
      }}
    >
      {before?.(lead.id, kind)}
      {outcomes.length > 0 && (
        <>
          <p className={classes.label}>How did it go?</p>
          <OutcomeChoice
            label="How did it go?"
            options={outcomes.map(({ label }) => label)}
            value={outcome}
            onChange={label => label && setChosen(label)}
            isLarge
          />
        </>
      )}
      <p className={classes.label}>Next step</p>
      {isPicking ? (
        <TimeField value={due ?? openedAt} onChange={setNext} />
      ) : (
        <OutcomeChoice
          label="Next step"
          options={[...offered.map(at => formatWhen(at)), 'Pick', without]}
          value={due ? formatWhen(due) : without}
          onChange={label => {
            if (label === 'Pick') setPicking(true)
            else if (label) setNext(offered.find(at => formatWhen(at) === label) ?? null)
          }}
          isLarge
          isShort
        />
      )}
      <MentionField
        label="Note"
        placeholder="Add a note"
        value={note}
        onChange={setNote}
        onMention={person => setNamed(before => [...before, person])}
        onSubmit={save}
        minRows={1}
      />
      <div className={classes.attached}>
        <AttachButton attaching={attaching} />
        <AttachedFiles attaching={attaching} />
      </div>
      <Button
        type="submit"
        variant="filled"
        size="xl"
        fullWidth
        disabled={attaching.isSending}
        loading={log.isPending || finish.isPending}
      >
        {followUp && followUp.kind !== 'call' ? 'Mark as done' : `Save ${TYPE_WORDS[kind].toLowerCase()}`}
      </Button>
    </form>
  )
}
