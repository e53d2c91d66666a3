import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMe } from '../../../lib/me.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SettingsFoot } from '../../../ui/SettingsFoot.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { teamsQuery } from '../api.ts'
import {
  type ResponseSettings,
  responseSettingsQuery,
  saveResponseSettings,
  type WorkingHours,
} from '../response-settings.ts'
import { HolidayList } from './HolidayList.tsx'
import classes from './ResponseSettingsForm.module.css'
import parts from './SettingsParts.module.css'
import { TargetList } from './TargetList.tsx'

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const USUAL_DAY = { from: '10:00', to: '19:00' }

/** When the firm and its teams work, the days they do not, and how soon a new lead is to be contacted. */
export function ResponseSettingsForm() {
  const { data, error, refetch } = useQuery(responseSettingsQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="settings" />
  return <Form key={JSON.stringify(data)} settings={data} />
}

function Form({ settings }: { settings: ResponseSettings }) {
  const client = useQueryClient()
  const teams = useQuery(teamsQuery).data ?? []
  const [draft, setDraft] = useState(settings)
  /** Raised when everything is put back, so that rows begin anew as well. */
  const [round, setRound] = useState(0)
  const save = useMutation({
    mutationFn: () => saveResponseSettings(draft),
    onSuccess: saved => {
      showAnswer(client, responseSettingsQuery.queryKey, saved)
      showToast({ message: 'Saved. New leads follow it.' })
    },
  })
  const errorOf = (path: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(path) : undefined
  const set = (change: Partial<ResponseSettings>) => setDraft(before => ({ ...before, ...change }))
  const setHours = (index: number, change: Partial<WorkingHours>) =>
    set({ hours: draft.hours.map((one, i) => (i === index ? { ...one, ...change } : one)) })
  const firm = draft.hours.find(({ team_id }) => team_id === null)
  const without = teams.filter(({ id }) => draft.hours.every(({ team_id }) => team_id !== id))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(settings)

  return (
    <form
      className={parts.form}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <TargetList
        key={`targets-${round}`}
        targets={draft.targets}
        errorOf={errorOf}
        onChange={targets => set({ targets })}
      />
      {draft.hours.map((hours, index) => (
        <HoursPart
          key={hours.team_id ?? 'firm'}
          title={
            hours.team_id === null
              ? 'Working hours'
              : `Working hours of ${teams.find(({ id }) => id === hours.team_id)?.name ?? 'a team'}`
          }
          hours={hours}
          errorOf={path => errorOf(`hours.${index}.${path}`)}
          onChange={change => setHours(index, change)}
          onRemove={
            hours.team_id === null
              ? undefined
              : () => set({ hours: draft.hours.filter((_, i) => i !== index) })
          }
        />
      ))}
      {without.length > 0 && (
        <NativeSelect
          label="A team with hours of its own"
          className={classes.add}
          value=""
          data={[
            { value: '', label: 'Choose a team' },
            ...without.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={event => {
            const id = Number(event.currentTarget.value)
            if (id > 0 && firm) set({ hours: [...draft.hours, { ...firm, team_id: id }] })
          }}
        />
      )}
      <HolidayList
        key={`holidays-${round}`}
        holidays={draft.holidays}
        teams={teams}
        errorOf={errorOf}
        onChange={holidays => set({ holidays })}
      />
      <SettingsFoot
        error={save.error}
        isSaving={save.isPending}
        isChanged={isChanged}
        onDiscard={() => {
          setDraft(settings)
          setRound(round + 1)
        }}
      />
    </form>
  )
}

interface HoursPartProps {
  title: string
  hours: WorkingHours
  errorOf: (path: string) => string | undefined
  onChange: (change: Partial<WorkingHours>) => void
  onRemove: (() => void) | undefined
}

function HoursPart({ title, hours, errorOf, onChange, onRemove }: HoursPartProps) {
  const { firm } = useMe()
  const setDay = (index: number, day: WorkingHours['days'][number]) =>
    onChange({ days: hours.days.map((one, i) => (i === index ? day : one)) })
  const lastSet = hours.days.findLast(day => day !== null) ?? USUAL_DAY
  return (
    <section className={parts.part} aria-label={title}>
      <header className={classes.head}>
        <h2>{title}</h2>
        {onRemove && (
          <Button size="sm" variant="subtle" onClick={onRemove}>
            Work as the firm
          </Button>
        )}
      </header>
      <ul className={classes.days}>
        {DAYS.map((name, index) => {
          const day = hours.days[index] ?? null
          return (
            <li key={name} className={classes.day}>
              <Checkbox
                label={name}
                checked={day !== null}
                onChange={event => setDay(index, event.currentTarget.checked ? lastSet : null)}
              />
              {day === null ? (
                <span className={classes.off}>Closed</span>
              ) : (
                <>
                  <TextInput
                    type="time"
                    aria-label={`${name} from`}
                    value={day.from}
                    onChange={event => setDay(index, { ...day, from: event.currentTarget.value })}
                  />
                  <span aria-hidden>to</span>
                  <TextInput
                    type="time"
                    aria-label={`${name} to`}
                    value={day.to}
                    error={errorOf(`days.${index}.to`)}
                    onChange={event => setDay(index, { ...day, to: event.currentTarget.value })}
                  />
                </>
              )}
            </li>
          )
        })}
      </ul>
      <NativeSelect
        label="Time zone"
        className={classes.add}
        value={hours.time_zone ?? ''}
        error={errorOf('time_zone')}
        data={[
          { value: '', label: `As the firm: ${firm.time_zone}` },
          ...Intl.supportedValuesOf('timeZone').map(value => ({ value, label: value })),
        ]}
        onChange={event => onChange({ time_zone: event.currentTarget.value || null })}
      />
    </section>
  )
}
