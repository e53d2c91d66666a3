import { NativeSelect, TextInput } from '@mantine/core'
import { DayField } from '../../../ui/DayField.tsx'
import type { Holiday } from '../response-settings.ts'
import classes from './ResponseSettingsForm.module.css'
import { RowList } from './RowList.tsx'
import parts from './SettingsParts.module.css'

export interface HolidayListProps {
  holidays: readonly Holiday[]
  teams: readonly { id: number; name: string }[]
  errorOf: (path: string) => string | undefined
  onChange: (holidays: Holiday[]) => void
}

/** Days on which nobody, or one team, does not work. */
export function HolidayList({ holidays, teams, errorOf, onChange }: HolidayListProps) {
  return (
    <section className={parts.part} aria-label="Holidays">
      <h2>Holidays</h2>
      {holidays.length === 0 && (
        <p className={parts.words}>None yet. On a holiday no clock of a new lead runs.</p>
      )}
      <RowList
        items={holidays}
        onChange={onChange}
        className={classes.holiday}
        removeLabel={holiday => `Remove ${wordsOf(holiday)}`}
        addLabel="Add a holiday"
        make={() => ({ day: dayAfter(holidays), name: '', team_id: null })}
      >
        {(holiday, set, index) => (
          <>
            <DayField
              aria-label={`Day of ${wordsOf(holiday)}`}
              required
              value={holiday.day}
              error={errorOf(`holidays.${index}.day`)}
              onChange={event => set({ day: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Name of ${wordsOf(holiday)}`}
              placeholder="Diwali"
              required
              maxLength={100}
              value={holiday.name}
              error={errorOf(`holidays.${index}.name`)}
              onChange={event => set({ name: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={`Who is off on ${wordsOf(holiday)}`}
              value={holiday.team_id === null ? '' : String(holiday.team_id)}
              error={errorOf(`holidays.${index}.team_id`)}
              data={[
                { value: '', label: 'Everybody' },
                ...teams.map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              onChange={event =>
                set({ team_id: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })
              }
            />
          </>
        )}
      </RowList>
    </section>
  )
}

const wordsOf = ({ name, day }: Holiday) => name || day

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
