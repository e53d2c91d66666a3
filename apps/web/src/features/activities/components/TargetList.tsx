import { ActionIcon, Autocomplete, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { leadSourcesQuery, type ResponseTarget } from '../response-settings.ts'
import classes from './ResponseSettingsForm.module.css'

export interface TargetListProps {
  targets: readonly ResponseTarget[]
  errorOf: (path: string) => string | undefined
  onChange: (targets: ResponseTarget[]) => void
}

/** How soon a new lead is to be contacted, by where it comes from and how promising it is. */
export function TargetList({ targets, errorOf, onChange }: TargetListProps) {
  const sources = useQuery(leadSourcesQuery).data ?? []
  const set = (index: number, change: Partial<ResponseTarget>) =>
    onChange(targets.map((one, i) => (i === index ? { ...one, ...change } : one)))
  return (
    <section className={classes.part} aria-label="First response">
      <h2>First response</h2>
      <p className={classes.words}>
        A new lead is to be called, written to or met within these minutes of working time. What is most exact
        counts: a source before any source, a high score before any score. Outside working hours it is due by
        the next morning.
      </p>
      <ul className={classes.rows}>
        {targets.map((target, index) => {
          const of = `${target.source ?? 'any source'}${target.is_hot ? ', high score' : ''}`
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: what is typed into a row must not make it another
            <li key={index} className={classes.target}>
              <Autocomplete
                aria-label="Source"
                placeholder="Any source"
                data={sources}
                maxLength={50}
                value={target.source ?? ''}
                error={errorOf(`targets.${index}.source`)}
                onChange={value => set(index, { source: value === '' ? null : value })}
              />
              <NativeSelect
                aria-label={`Score, ${of}`}
                value={target.is_hot ? 'hot' : 'any'}
                data={[
                  { value: 'any', label: 'Any score' },
                  { value: 'hot', label: 'High score' },
                ]}
                onChange={event => set(index, { is_hot: event.currentTarget.value === 'hot' })}
              />
              <TextInput
                aria-label={`Minutes, ${of}`}
                type="number"
                inputMode="numeric"
                min={1}
                max={10_080}
                required
                value={Number.isNaN(target.minutes) ? '' : target.minutes}
                error={errorOf(`targets.${index}.minutes`)}
                rightSection={
                  <span className={classes.unit} aria-hidden>
                    min
                  </span>
                }
                onChange={event => set(index, { minutes: event.currentTarget.valueAsNumber })}
              />
              <ActionIcon
                variant="subtle"
                aria-label={`Remove the target of ${of}`}
                disabled={targets.length === 1}
                onClick={() => onChange(targets.filter((_, i) => i !== index))}
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
          onClick={() => onChange([...targets, { source: sources[0] ?? null, is_hot: false, minutes: 15 }])}
        >
          Add a target
        </Button>
      </div>
    </section>
  )
}
