import { Checkbox, Switch, TextInput } from '@mantine/core'
import classes from './AvailabilityForm.module.css'
import type { AvailabilityBody } from './api.ts'

type Hours = AvailabilityBody['hours']

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const USUAL_DAY = { from: '10:00', to: '19:00' }

export interface WeekHoursProps {
  hours: Hours
  takes: 'leads' | 'clients'
  errorOf: (path: string) => string | undefined
  onChange: (hours: Hours) => void
}

/** Hours of one's own, or those of the team. */
export function WeekHours({ hours, takes, errorOf, onChange }: WeekHoursProps) {
  const setDay = (index: number, day: NonNullable<Hours>[number]) =>
    onChange((hours ?? []).map((one, i) => (i === index ? day : one)))
  return (
    <section className={classes.part} aria-label="Working hours">
      <h2>Working hours</h2>
      <p className={classes.words}>
        Whoever is at work gets a new {takes === 'leads' ? 'lead' : 'client'} before those who are not.
      </p>
      <Switch
        label="Own hours, not those of the team"
        checked={hours !== null}
        onChange={event => onChange(event.currentTarget.checked ? [...Array(6).fill(USUAL_DAY), null] : null)}
      />
      {hours && (
        <ul className={classes.rows}>
          {DAYS.map((name, index) => {
            const day = hours[index] ?? null
            return (
              <li key={name} className={classes.day}>
                <Checkbox
                  label={name}
                  checked={day !== null}
                  onChange={event => setDay(index, event.currentTarget.checked ? USUAL_DAY : null)}
                />
                {day === null ? (
                  <span className={classes.off}>Off</span>
                ) : (
                  <>
                    <TextInput
                      type="time"
                      aria-label={`${name} from`}
                      value={day.from}
                      onChange={event => setDay(index, { ...day, from: event.currentTarget.value })}
                    />
                    <TextInput
                      type="time"
                      aria-label={`${name} to`}
                      value={day.to}
                      error={errorOf(`hours.${index}.to`)}
                      onChange={event => setDay(index, { ...day, to: event.currentTarget.value })}
                    />
                  </>
                )}
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
