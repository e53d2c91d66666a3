import { ActionIcon, Menu, UnstyledButton } from '@mantine/core'
import { IconBrandWhatsapp, IconClock, IconDots, IconPencil, IconPhone, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatMoney } from '../../../lib/format-money.ts'
import { formatExact, formatLate, formatWhen } from '../../../lib/format-time.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { showToast } from '../../../ui/toast.ts'
import { type FollowUp, TYPE_WORDS } from '../activity.ts'
import {
  deleteFollowUp,
  finishFollowUp,
  moveFollowUp,
  planFollowUp,
  refreshActivities,
  reopenFollowUp,
} from '../api.ts'
import { followUpEditor, logSheet } from '../log-sheet.ts'
import { nextTimes } from '../next-times.ts'
import { ActivityIcon } from './ActivityIcon.tsx'
import classes from './FollowUpRow.module.css'

export interface FollowUpRowProps {
  followUp: FollowUp
  /** On the page of its lead neither name nor facts of the lead are said again. */
  isOnLead?: boolean
  showsPerson?: boolean
  /** What else is to be done with the lead. */
  next?: ReactNode
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** What is to be done, with whom and when; ticking it asks how it went and for the next one. */
export function FollowUpRow({ followUp, isOnLead = false, showsPerson = false, next }: FollowUpRowProps) {
  const can = useCan()
  const { lead, due_at, kind, title, priority, repeat } = followUp
  const isLate = Date.parse(due_at) < Date.now()
  const what = title ?? TYPE_WORDS[kind]
  const facts = [lead.stage, lead.budget === null ? null : formatMoney(lead.budget), lead.configuration]
  // What a kick-off gives somebody who sees no leads is ticked off at once: how it went is asked where leads are worked with.
  const mayTick = !can('CRM', 'log') && followUp.client_id !== null && can('Design', 'edit')
  const mayLog = can('CRM', 'log')
  const tick = useTick(followUp)
  const open = mayTick ? () => tick.mutate() : () => logSheet.open({ lead, followUp })

  return (
    <li className={classes.row} data-lead={isOnLead || undefined} data-next={next ? true : undefined}>
      {(mayLog || mayTick) && (
        <UnstyledButton className={classes.tick} aria-label={`Done: ${what}`} title="Done" onClick={open} />
      )}
      <div className={classes.words}>
        {!isOnLead &&
          (followUp.client_id === null ? (
            <Link to="/leads/$leadId" params={{ leadId: String(lead.id) }} className={classes.name}>
              {lead.name}
            </Link>
          ) : (
            <Link
              to="/clients/$clientId"
              params={{ clientId: String(followUp.client_id) }}
              className={classes.name}
            >
              {lead.name}
            </Link>
          ))}
        <p className={isOnLead ? classes.title : classes.what}>
          {!isOnLead && <ActivityIcon kind={kind} size={14} />}
          <span>{what}</span>
          {priority === 'high' && <b className={classes.high}>High</b>}
        </p>
      </div>
      {!isOnLead && <p className={classes.facts}>{facts.filter(Boolean).join(' · ')}</p>}
      {next && <div className={classes.next}>{next}</div>}
      <p className={classes.when} data-late={isLate || undefined}>
        <time dateTime={due_at} title={formatExact(due_at)}>
          {isLate ? formatLate(due_at) : formatWhen(due_at)}
        </time>
        {repeat && ', repeats'}
      </p>
      {showsPerson && (
        <span className={classes.person}>
          <Avatar id={followUp.assigned_to.id} name={followUp.assigned_to.name} size="sm" />
        </span>
      )}
      <div className={classes.deeds}>
        {!isOnLead && lead.phone && (
          <ReachButton followUp={followUp} phone={lead.phone} onReach={mayLog ? open : undefined} />
        )}
        {(mayLog || mayTick) && <RowMenu followUp={followUp} mayEdit={mayLog} />}
      </div>
    </li>
  )
}

function useTick({ id, lead }: FollowUp) {
  const client = useQueryClient()
  const refresh = () => refreshActivities(client, lead.id)
  return useMutation({
    mutationFn: () => finishFollowUp(id, {}, crypto.randomUUID()),
    onSuccess: () => {
      refresh()
      showToast({
        message: `${lead.name}: done`,
        action: { label: 'Undo', run: () => void reopenFollowUp(id).then(refresh) },
      })
    },
    onError: (error: Error) => showToast({ message: error.message, tone: 'problem' }),
  })
}

/** Calls or writes, and asks afterwards how it went. */
function ReachButton({
  followUp: { kind, lead },
  phone,
  onReach,
}: {
  followUp: FollowUp
  phone: string
  onReach: (() => void) | undefined
}) {
  const isMessage = kind === 'whatsapp'
  return (
    <ActionIcon
      component="a"
      className={classes.reach}
      href={isMessage ? `https://wa.me/${phone.replace('+', '')}` : `tel:${phone}`}
      {...(isMessage && { target: '_blank', rel: 'noreferrer' })}
      aria-label={isMessage ? `WhatsApp ${lead.name}` : `Call ${lead.name}`}
      title={isMessage ? 'WhatsApp' : 'Call'}
      onClick={onReach}
    >
      {isMessage ? <IconBrandWhatsapp {...ICON} /> : <IconPhone {...ICON} />}
    </ActionIcon>
  )
}

/** @param mayEdit else it is only moved in time, as by whoever sees no leads */
function RowMenu({ followUp, mayEdit }: { followUp: FollowUp; mayEdit: boolean }) {
  const client = useQueryClient()
  const { id, lead, kind, title, priority, repeat, due_at, assigned_to } = followUp
  const refresh = () => refreshActivities(client, lead.id)
  const fail = (error: Error) => showToast({ message: error.message, tone: 'problem' })
  const move = useMutation({
    mutationFn: (at: string) => moveFollowUp(id, at),
    onSuccess: moved => {
      refresh()
      showToast({
        message: `${lead.name}: ${formatWhen(moved.due_at)}`,
        action: { label: 'Undo', run: () => void moveFollowUp(id, followUp.due_at).then(refresh) },
      })
    },
    onError: fail,
  })
  const again = () =>
    planFollowUp(
      { lead_id: lead.id, kind, title, priority, repeat, due_at, assigned_to: assigned_to.id },
      crypto.randomUUID(),
    )
  const remove = useMutation({
    mutationFn: () => deleteFollowUp(id),
    onSuccess: () => {
      refresh()
      showToast({
        message: 'Taken off the list',
        action: { label: 'Undo', run: () => void again().then(refresh) },
      })
    },
    onError: fail,
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          className={classes.more}
          aria-label={`More: ${title ?? TYPE_WORDS[kind]}`}
        >
          <IconDots {...ICON} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Move to</Menu.Label>
        {nextTimes(new Date()).map(({ label, at }) => (
          <Menu.Item
            key={label}
            leftSection={<IconClock {...ICON} />}
            onClick={() => move.mutate(at.toISOString())}
          >
            {label}
          </Menu.Item>
        ))}
        {mayEdit && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconPencil {...ICON} />}
              onClick={() => followUpEditor.open({ followUp })}
            >
              Edit…
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={() => remove.mutate()}>
              Take off the list
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
