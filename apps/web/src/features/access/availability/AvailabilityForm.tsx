import { ActionIcon, Button, Switch, TagsInput, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { DayField } from '../../../ui/DayField.tsx'
import { SettingsFoot } from '../../../ui/SettingsFoot.tsx'
import { showToast } from '../../../ui/toast.ts'
import classes from './AvailabilityForm.module.css'
import { type Availability, type AvailabilityBody, availabilityQuery, saveAvailability } from './api.ts'
import { WeekHours } from './WeekHours.tsx'

export interface AvailabilityFormProps {
  userId: number
  saved: Availability
}

/** How many leads a person takes, or clients where no role of theirs sees leads, which suit them, when they work, and when they are away. */
export function AvailabilityForm({ userId, saved }: AvailabilityFormProps) {
  const { is_away: _isAway, takes, ...before } = saved
  const client = useQueryClient()
  const [draft, setDraft] = useState<AvailabilityBody>(before)
  const save = useMutation({
    mutationFn: () => saveAvailability(userId, draft),
    onSuccess: written => {
      showAnswer(client, availabilityQuery(userId).queryKey, written)
      showToast({ message: `Saved. It holds for the next ${takes === 'leads' ? 'lead' : 'client'}.` })
    },
  })
  const errorOf = (path: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(path) : undefined
  const set = (change: Partial<AvailabilityBody>) => setDraft(now => ({ ...now, ...change }))
  const setLeave = (index: number, change: Partial<AvailabilityBody['leaves'][number]>) =>
    set({ leaves: draft.leaves.map((leave, i) => (i === index ? { ...leave, ...change } : leave)) })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(before)

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <section className={classes.part} aria-label="Today">
        <Switch
          label="Out today"
          description={`Gets no more new ${takes} on this day`}
          checked={draft.is_out_today}
          onChange={event => set({ is_out_today: event.currentTarget.checked })}
        />
      </section>
      <section className={classes.part} aria-label="Leave">
        <h2>Leave</h2>
        <ul className={classes.rows}>
          {draft.leaves.map((leave, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fields hold nothing but what is in the draft
            <li key={index} className={classes.leave}>
              <DayField
                label="From"
                aria-label={`Leave ${index + 1} from`}
                value={leave.from}
                error={errorOf(`leaves.${index}.from`)}
                onChange={event => setLeave(index, { from: event.currentTarget.value })}
              />
              <DayField
                label="To"
                aria-label={`Leave ${index + 1} to`}
                value={leave.to}
                error={errorOf(`leaves.${index}.to`)}
                onChange={event => setLeave(index, { to: event.currentTarget.value })}
              />
              <ActionIcon
                aria-label={`Remove leave ${index + 1}`}
                onClick={() => set({ leaves: draft.leaves.filter((_, i) => i !== index) })}
              >
                <IconTrash size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <div>
          <Button
            size="sm"
            onClick={() => set({ leaves: [...draft.leaves, { from: today(), to: today() }] })}
          >
            Add leave
          </Button>
        </div>
      </section>
      <section className={classes.part} aria-label={`${capital(takes)} that suit`}>
        <h2>{capital(takes)} that suit</h2>
        <TextInput
          className={classes.narrow}
          type="number"
          inputMode="numeric"
          min={0}
          label="Capacity"
          description={
            takes === 'leads'
              ? 'Open leads at most. Empty for any number, 0 for none by the rules.'
              : 'New clients at most within ninety days. Empty for any number, 0 for none by the rules.'
          }
          value={draft.capacity ?? ''}
          error={errorOf('capacity')}
          onChange={event => {
            const { value, valueAsNumber } = event.currentTarget
            set({ capacity: value === '' || Number.isNaN(valueAsNumber) ? null : valueAsNumber })
          }}
        />
        <TagsInput
          label="Expertise"
          description="Project types, property types, styles"
          data={['Residential', 'Commercial', 'High budget']}
          acceptValueOnBlur
          value={draft.expertise}
          onChange={expertise => set({ expertise })}
        />
        <TagsInput
          label="Languages"
          acceptValueOnBlur
          value={draft.languages}
          onChange={languages => set({ languages })}
        />
        <TagsInput label="Cities" acceptValueOnBlur value={draft.areas} onChange={areas => set({ areas })} />
      </section>
      <WeekHours hours={draft.hours} takes={takes} errorOf={errorOf} onChange={hours => set({ hours })} />
      <SettingsFoot
        error={save.error}
        isSaving={save.isPending}
        isChanged={isChanged}
        onDiscard={() => setDraft(before)}
      />
    </form>
  )
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** The day at this moment where the person is. */
const today = (): string => new Intl.DateTimeFormat('en-CA').format(new Date())
