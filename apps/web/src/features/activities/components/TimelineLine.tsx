import { ActionIcon, Button, Menu, Textarea } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { formatClock, formatExact } from '../../../lib/format-time.ts'
import { showToast } from '../../../ui/toast.ts'
import type { Activity, TimelineEntry } from '../activity.ts'
import { deleteActivity, editActivity, logActivity, refreshActivities } from '../api.ts'
import type { TimelineSentence } from '../timeline-sentence.ts'
import { ActivityIcon } from './ActivityIcon.tsx'
import { EntryFiles } from './EntryFiles.tsx'
import { NoteText } from './NoteText.tsx'
import classes from './Timeline.module.css'

export interface TimelineLineProps {
  leadId: number
  entry: TimelineEntry
  sentence: TimelineSentence
}

const FormerTexts = lazy(() => import('./FormerTexts.tsx').then(part => ({ default: part.FormerTexts })))

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** One thing that happened: its sign, the sentence, what was said, and the time. */
export function TimelineLine({ leadId, entry, sentence }: TimelineLineProps) {
  const { activity } = entry
  const [isEditing, setEditing] = useState(false)
  const [isLookingBack, setLookingBack] = useState(false)
  return (
    <li className={classes.line} data-said={activity ? true : undefined}>
      <span className={classes.sign}>
        <ActivityIcon kind={entry.kind} />
      </span>
      <div className={classes.say}>
        <p>
          {sentence.who && <b>{sentence.who} </b>}
          {sentence.what}
          {sentence.was && <span className={classes.was}> {sentence.was}</span>}
          {activity?.edited_at && (
            <>
              {' '}
              <button
                type="button"
                className={classes.edited}
                title={`Changed ${formatExact(activity.edited_at)}`}
                onClick={() => setLookingBack(true)}
              >
                edited
              </button>
            </>
          )}
        </p>
        {activity?.note && !isEditing && <NoteText note={activity.note} mentions={activity.mentions} />}
        {activity && <EntryFiles files={activity.attachments} />}
        {activity && isEditing && (
          <NoteEditor leadId={leadId} activity={activity} onClose={() => setEditing(false)} />
        )}
      </div>
      {activity && isLookingBack && (
        <Suspense>
          <FormerTexts activity={activity} onClose={() => setLookingBack(false)} />
        </Suspense>
      )}
      <time className={classes.time} dateTime={entry.at} title={formatExact(entry.at)}>
        {formatClock(new Date(entry.at))}
      </time>
      {activity?.can_edit && (
        <EntryMenu leadId={leadId} activity={activity} onEdit={() => setEditing(true)} />
      )}
    </li>
  )
}

interface EntryProps {
  leadId: number
  activity: Activity
}

/** Deleting is done at once; undo logs the same again, as it happened. */
function EntryMenu({ leadId, activity, onEdit }: EntryProps & { onEdit: () => void }) {
  const client = useQueryClient()
  const refresh = () => refreshActivities(client, leadId)
  const undo = useMutation({
    mutationFn: () => logActivity(asBefore(activity), `again-${activity.id}-${activity.version}`),
    onSuccess: refresh,
  })
  const remove = useMutation({
    mutationFn: () => deleteActivity(activity.id),
    onSuccess: () => {
      refresh()
      showToast({ message: 'Entry deleted', action: { label: 'Undo', run: () => undo.mutate() } })
    },
    onError: error => showToast({ message: error.message, tone: 'problem' }),
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="sm" className={classes.menu} aria-label="Change this entry">
          <IconDots {...ICON} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onEdit}>
          {activity.note ? 'Edit the words' : 'Add words'}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={() => remove.mutate()}>
          Delete entry
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const asBefore = (activity: Activity) => ({
  lead_id: activity.lead_id,
  type: activity.type,
  note: activity.note,
  outcome: activity.outcome,
  duration_s: activity.duration_s,
  ...(activity.direction && { direction: activity.direction }),
  happened_at: activity.happened_at,
  mentions: activity.mentions.map(({ id }) => id),
  attachments: activity.attachments.map(({ id }) => id),
})

function NoteEditor({ leadId, activity, onClose }: EntryProps & { onClose: () => void }) {
  const client = useQueryClient()
  const [note, setNote] = useState(activity.note ?? '')
  const save = useMutation({
    mutationFn: () => editActivity(activity.id, { note }),
    onSuccess: () => {
      refreshActivities(client, leadId)
      onClose()
    },
  })
  return (
    <form
      className={classes.editor}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Textarea
        aria-label="What was said"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={note}
        data-autofocus
        autoFocus
        error={save.error?.message}
        onChange={event => setNote(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') onClose()
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) save.mutate()
        }}
      />
      <div className={classes.more}>
        <Button type="submit" size="sm" loading={save.isPending}>
          Save words
        </Button>
        <Button size="sm" variant="subtle" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
