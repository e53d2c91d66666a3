import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import type { Holiday } from '../response-settings.ts'
import classes from './ResponseSettingsForm.module.css'

export interface HolidayListProps {
  holidays: readonly Holiday[]
  teams: readonly { id: number; name: string }[]
  errorOf: (path: string) => string | undefined
  onChange: (holidays: Holiday[]) => void
}

/** Days on which nobody, or one team, does not work. */
export function HolidayList({ holidays, teams, errorOf, onChange }: HolidayListProps) {
  const set = (index: number, change: Partial<Holiday>) =>
    onChange(holidays.map((one, i) => (i === index ? { ...one, ...change } : one)))
  return (
    <section className={classes.part} aria-label="Holidays">
      <h2>Holidays</h2>
      {holidays.length === 0 && (
        <p className={classes.words}>None yet. On a holiday no clock of a new lead runs.</p>
      )}
      <ul className={classes.rows}>
        {holidays.map((holiday, index) => {
          const of = holiday.name || holiday.day
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: what is typed into a row must not make it another
            <li key={index} className={classes.holiday}>
              <TextInput
                type="date"
                aria-label={`Day of ${of}`}
                required
                value={holiday.day}
                error={errorOf(`holidays.${index}.day`)}
                onChange={event => set(index, { day: event.currentTarget.value })}
              />
              <TextInput
                aria-label={`Name of ${of}`}
                placeholder="Diwali"
                required
                maxLength={100}
                value={holiday.name}
                error={errorOf(`holidays.${index}.name`)}
                onChange={event => set(index, { name: event.currentTarget.value })}
              />
              <NativeSelect
                aria-label={`Who is off on ${of}`}
                value={holiday.team_id === null ? '' : String(holiday.team_id)}
                error={errorOf(`holidays.${index}.team_id`)}
                data={[
                  { value: '', label: 'Everybody' },
                  ...teams.map(({ id, name }) => ({ value: String(id), label: name })),
                ]}
                onChange={event =>
                  set(index, {
                    team_id: event.currentTarget.value === '' ? null : Number(event.currentTarget.value),
                  })
                }
              />
              <ActionIcon
                variant="subtle"
                aria-label={`Remove ${of}`}
                onClick={() => onChange(holidays.filter((_, i) => i !== index))}
              >
                <IconTrash size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            </li>
          )
        })}
      </ul>
      <div>
        <Button
          size="sm"
          onClick={() => onChange([...holidays, { day: dayAfter(holidays), name: '', team_id: null }])}
        >
          Add a holiday
        </Button>
      </div>
    </section>
  )
}

/** A day that is no holiday yet: tomorrow, or the day after the last. */
function dayAfter(holidays: readonly Holiday[]): string {
  const tomorrow = new Date(Date.now() + 86_400_000).toLocaleDateString('sv-SE')
  const last =
    holidays
      .map(({ day }) => day)
      .toSorted()
      .at(-1) ?? ''
  if (last < tomorrow) return tomorrow
  const next = new Date(`${last}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}
