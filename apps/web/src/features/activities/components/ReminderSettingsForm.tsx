import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { type ReminderSettings, reminderSettingsQuery, saveReminderSettings } from '../response-settings.ts'
import { useSavedAtOnce } from '../use-saved-at-once.ts'
import classes from './ResponseSettingsForm.module.css'
import parts from './SettingsParts.module.css'

const OVERDUE = [5, 15, 30, 60, 120, 240, 1440]
const ESCALATED = [30, 60, 120, 240, 480, 1440, 2880, 10_080]

/** When a follow-up counts as overdue, and when the manager hears of it: saved as it is chosen. */
export function ReminderSettingsForm() {
  const { data, error, refetch } = useQuery(reminderSettingsQuery)
  const save = useSavedAtOnce(reminderSettingsQuery.queryKey, saveReminderSettings)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="settings" rows={2} />
  const set = (change: Partial<ReminderSettings>) => save.mutate({ ...data, ...change })
  const { overdue_minutes, escalate_minutes } = data

  return (
    <section className={`${parts.part} ${classes.after}`} aria-label="Late follow-ups">
      <h2>Late follow-ups</h2>
      <NativeSelect
        label="Counts as overdue"
        className={classes.add}
        value={String(overdue_minutes)}
        data={choices(
          OVERDUE.filter(minutes => minutes < escalate_minutes),
          overdue_minutes,
        )}
        onChange={event => set({ overdue_minutes: Number(event.currentTarget.value) })}
      />
      <NativeSelect
        label="The manager hears of it"
        className={classes.add}
        value={String(escalate_minutes)}
        data={choices(
          ESCALATED.filter(minutes => minutes > overdue_minutes),
          escalate_minutes,
        )}
        onChange={event => set({ escalate_minutes: Number(event.currentTarget.value) })}
      />
    </section>
  )
}

const choices = (usual: readonly number[], set: number) =>
  [...new Set([...usual, set])]
    .sort((a, b) => a - b)
    .map(minutes => ({ value: String(minutes), label: `${spanOf(minutes)} after it was due` }))

function spanOf(minutes: number): string {
  if (minutes % 1440 === 0) return minutes === 1440 ? '1 day' : `${minutes / 1440} days`
  if (minutes % 60 === 0) return `${minutes / 60} h`
  return `${minutes} min`
}
