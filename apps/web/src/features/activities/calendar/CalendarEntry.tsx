import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { UnstyledButton } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type CSSProperties, type KeyboardEvent, useEffect, useRef } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatClock } from '../../../lib/format-time.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { type FollowUp, TYPE_WORDS } from '../activity.ts'
import { ActivityIcon } from '../components/ActivityIcon.tsx'
import { followUpEditor } from '../log-sheet.ts'
import classes from './CalendarEntry.module.css'
import { addDays } from './calendar-days.ts'

export interface CalendarEntryProps {
  followUp: FollowUp
  showsPerson: boolean
  onMove: (followUp: FollowUp, at: Date) => void
  /** Minutes that Alt with up and down moves it by; none where hours are not shown. */
  step?: number
  style?: CSSProperties
}

/** What is dragged over a calendar. */
export interface DraggedFollowUp extends Record<string | symbol, unknown> {
  followUp: FollowUp
  /** Pixels from the top of what is dragged to the pointer. */
  grip: number
}

export const isFollowUp = (data: Record<string | symbol, unknown>): data is DraggedFollowUp =>
  'followUp' in data

const ARROWS: Partial<Record<string, 'days' | 'minutes'>> = {
  ArrowLeft: 'days',
  ArrowRight: 'days',
  ArrowUp: 'minutes',
  ArrowDown: 'minutes',
}

/** A follow-up in the calendar: opened by a click, moved by dragging or by Alt and the arrows. */
export function CalendarEntry({ followUp, showsPerson, onMove, step, style }: CalendarEntryProps) {
  const can = useCan()
  const element = useRef<HTMLButtonElement>(null)
  const { lead, kind, title, due_at, done_at, priority } = followUp
  const isDone = done_at !== null
  const isOwnKickOff = followUp.client_id !== null && can('Design', 'edit')
  const mayLog = can('CRM', 'log')
  const mayMove = (mayLog || isOwnKickOff) && !isDone
  const navigate = useNavigate()
  const open = () => {
    if (mayLog || followUp.client_id === null) followUpEditor.open({ followUp })
    else void navigate({ to: '/clients/$clientId', params: { clientId: String(followUp.client_id) } })
  }
  const at = new Date(due_at)

  useEffect(() => {
    if (!element.current || !mayMove) return
    return draggable({
      element: element.current,
      getInitialData: ({ input, element }): DraggedFollowUp => ({
        followUp,
        grip: input.clientY - element.getBoundingClientRect().top,
      }),
    })
  }, [followUp, mayMove])

  function moveByKey(event: KeyboardEvent) {
    const by = ARROWS[event.key]
    if (!event.altKey || !by || !mayMove) return
    const sign = event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 1
    const weeksInMonth = by === 'minutes' && step === undefined
    event.preventDefault()
    if (by === 'days') onMove(followUp, addDays(at, sign))
    else if (weeksInMonth) onMove(followUp, addDays(at, 7 * sign))
    else onMove(followUp, new Date(at.getTime() + sign * (step ?? 0) * 60_000))
  }

  const what = title ?? TYPE_WORDS[kind]
  const state = isDone ? 'done' : at.getTime() < Date.now() ? 'late' : undefined
  return (
    <UnstyledButton
      ref={element}
      className={classes.entry}
      style={style}
      data-state={state}
      data-priority={priority}
      data-follow-up={followUp.id}
      aria-label={`${formatClock(at)}, ${lead.name}: ${what}${state === undefined ? '' : `, ${state}`}`}
      aria-description={mayMove ? 'Alt and arrow keys move it' : undefined}
      title={`${formatClock(at)} ${lead.name}: ${what}`}
      disabled={isDone}
      onKeyDown={moveByKey}
      onClick={open}
    >
      <span className={classes.line}>
        <ActivityIcon kind={kind} size={12} />
        <time dateTime={due_at}>{formatClock(at)}</time>
        <b>{lead.name}</b>
        {showsPerson && (
          <Avatar id={followUp.assigned_to.id} name={followUp.assigned_to.name} size="sm" isDecorative />
        )}
      </span>
    </UnstyledButton>
  )
}
