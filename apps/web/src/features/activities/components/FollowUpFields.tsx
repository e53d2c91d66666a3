import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMe } from '../../../lib/me.ts'
import { DayField } from '../../../ui/DayField.tsx'
import { type FollowUpKind, TYPE_WORDS } from '../activity.ts'
import { colleaguesQuery } from '../api.ts'
import { toLocalInput } from '../next-times.ts'
import { repeatChoices } from '../repeats.ts'

/** A follow-up as somebody fills it in. */
export interface FollowUpDraft {
  kind: FollowUpKind
  title: string
  due: Date
  /** A rule of RFC 5545; empty for once. */
  repeat: string
  priority: 'low' | 'normal' | 'high'
  who: number
}

export interface FollowUpFieldsProps {
  draft: FollowUpDraft
  onChange: (draft: FollowUpDraft) => void
  errorOf: (path: string) => string | undefined
  /** The rule it repeats by already, which need not be one that is offered. */
  presentRepeat?: string | null
}

const KINDS: readonly FollowUpKind[] = ['call', 'site_visit', 'meeting', 'whatsapp', 'email', 'task']

/** What, about what, when, how often, how urgent and by whom. */
export function FollowUpFields({ draft, onChange, errorOf, presentRepeat }: FollowUpFieldsProps) {
  const me = useMe()
  const people = useQuery(colleaguesQuery).data ?? []
  const colleagues = people.some(({ id }) => id === me.id)
    ? people
    : [{ id: me.id, name: me.name }, ...people]
  const set = (change: Partial<FollowUpDraft>) => onChange({ ...draft, ...change })
  const offered = [{ value: '', label: 'Once' }, ...repeatChoices(draft.due)]
  const repeats =
    presentRepeat && offered.every(({ value }) => value !== presentRepeat)
      ? [...offered, { value: presentRepeat, label: 'As it repeats now' }]
      : offered
  return (
    <>
      <NativeSelect
        label="What"
        value={draft.kind}
        data={KINDS.map(value => ({ value, label: TYPE_WORDS[value] }))}
        onChange={event => set({ kind: event.currentTarget.value as FollowUpKind })}
      />
      <TextInput
        label="About"
        placeholder="Kitchen finish"
        maxLength={200}
        value={draft.title}
        error={errorOf('title')}
        data-autofocus
        onChange={event => set({ title: event.currentTarget.value })}
      />
      <DayField
        label="When"
        withTime
        value={toLocalInput(draft.due)}
        error={errorOf('due_at')}
        onChange={event => {
          const at = new Date(event.currentTarget.value)
          if (!Number.isNaN(at.getTime())) set({ due: at })
        }}
      />
      <NativeSelect
        label="Repeats"
        value={draft.repeat}
        error={errorOf('repeat')}
        data={repeats}
        onChange={event => set({ repeat: event.currentTarget.value })}
      />
      <NativeSelect
        label="Priority"
        value={draft.priority}
        data={[
          { value: 'high', label: 'High' },
          { value: 'normal', label: 'Normal' },
          { value: 'low', label: 'Low' },
        ]}
        onChange={event => set({ priority: event.currentTarget.value as FollowUpDraft['priority'] })}
      />
      {colleagues.length > 1 && (
        <NativeSelect
          label="Who"
          value={String(draft.who)}
          error={errorOf('assigned_to')}
          data={colleagues.map(({ id, name }) => ({
            value: String(id),
            label: id === me.id ? `${name} (you)` : name,
          }))}
          onChange={event => set({ who: Number(event.currentTarget.value) })}
        />
      )}
    </>
  )
}
