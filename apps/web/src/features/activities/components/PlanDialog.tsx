import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatWhen } from '../../../lib/format-time.ts'
import { useMe } from '../../../lib/me.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import { type FollowUpKind, TYPE_WORDS } from '../activity.ts'
import { colleaguesQuery, deleteFollowUp, planFollowUp, refreshActivities } from '../api.ts'
import { nextTimes, toLocalInput } from '../next-times.ts'
import { repeatChoices } from '../repeats.ts'
import type { LoggedLead } from '../use-log.ts'
import classes from './LogSheet.module.css'

export interface PlanDialogProps {
  lead: LoggedLead
  onClose: () => void
}

const KINDS: readonly FollowUpKind[] = ['call', 'site_visit', 'meeting', 'whatsapp', 'email', 'task']

/** Plans what is to be done with a lead. */
export function PlanDialog({ lead, onClose }: PlanDialogProps) {
  const client = useQueryClient()
  const me = useMe()
  const people = useQuery(colleaguesQuery).data ?? []
  const [kind, setKind] = useState<FollowUpKind>('call')
  const [title, setTitle] = useState('')
  const [due, setDue] = useState(() => nextTimes(new Date())[0]?.at ?? new Date())
  const [repeat, setRepeat] = useState('')
  const [priority, setPriority] = useState<'low' | 'normal' | 'high'>('normal')
  const [who, setWho] = useState(me.id)
  const [key] = useState(() => crypto.randomUUID())
  const refresh = () => refreshActivities(client, lead.id)
  const plan = useMutation({
    mutationFn: () =>
      planFollowUp(
        {
          lead_id: lead.id,
          kind,
          due_at: due.toISOString(),
          priority,
          assigned_to: who,
          ...(title.trim() && { title }),
          ...(repeat && { repeat }),
        },
        key,
      ),
    onSuccess: planned => {
      refresh()
      onClose()
      showToast({
        message: `${TYPE_WORDS[kind]} with ${lead.name} on ${formatWhen(planned.due_at)}`,
        action: { label: 'Undo', run: () => void deleteFollowUp(planned.id).then(refresh) },
      })
    },
  })
  const errorOf = (path: string) =>
    plan.error instanceof ProblemError ? plan.error.messageOf(path) : undefined
  const colleagues = people.some(({ id }) => id === me.id)
    ? people
    : [{ id: me.id, name: me.name }, ...people]

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Next step with ${lead.name}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" loading={plan.isPending} onClick={() => plan.mutate()}>
            Plan {TYPE_WORDS[kind] === 'WhatsApp' ? 'WhatsApp' : TYPE_WORDS[kind].toLowerCase()}
          </Button>
        </>
      }
    >
      <form
        className={classes.form}
        onSubmit={event => {
          event.preventDefault()
          plan.mutate()
        }}
      >
        <NativeSelect
          label="What"
          value={kind}
          data={KINDS.map(value => ({ value, label: TYPE_WORDS[value] }))}
          onChange={event => setKind(event.currentTarget.value as FollowUpKind)}
        />
        <TextInput
          label="About"
          placeholder="Kitchen finish"
          maxLength={200}
          value={title}
          data-autofocus
          onChange={event => setTitle(event.currentTarget.value)}
        />
        <TextInput
          label="When"
          type="datetime-local"
          value={toLocalInput(due)}
          error={errorOf('due_at')}
          onChange={event => {
            const at = new Date(event.currentTarget.value)
            if (!Number.isNaN(at.getTime())) setDue(at)
          }}
        />
        <NativeSelect
          label="Repeats"
          value={repeat}
          error={errorOf('repeat')}
          data={[{ value: '', label: 'Once' }, ...repeatChoices(due)]}
          onChange={event => setRepeat(event.currentTarget.value)}
        />
        <NativeSelect
          label="Priority"
          value={priority}
          data={[
            { value: 'high', label: 'High' },
            { value: 'normal', label: 'Normal' },
            { value: 'low', label: 'Low' },
          ]}
          onChange={event => setPriority(event.currentTarget.value as typeof priority)}
        />
        {colleagues.length > 1 && (
          <NativeSelect
            label="Who"
            value={String(who)}
            error={errorOf('assigned_to')}
            data={colleagues.map(({ id, name }) => ({
              value: String(id),
              label: id === me.id ? `${name} (you)` : name,
            }))}
            onChange={event => setWho(Number(event.currentTarget.value))}
          />
        )}
        {plan.error && !(plan.error instanceof ProblemError && plan.error.errors.length > 0) && (
          <p role="alert">{plan.error.message}</p>
        )}
      </form>
    </Dialog>
  )
}
