import { Autocomplete, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { leadSourcesQuery, type ResponseTarget } from '../response-settings.ts'
import classes from './ResponseSettingsForm.module.css'
import { RowList } from './RowList.tsx'
import parts from './SettingsParts.module.css'

export interface TargetListProps {
  targets: readonly ResponseTarget[]
  errorOf: (path: string) => string | undefined
  onChange: (targets: ResponseTarget[]) => void
}

/** How soon a new lead is to be contacted, by where it comes from and how promising it is. */
export function TargetList({ targets, errorOf, onChange }: TargetListProps) {
  const sources = useQuery(leadSourcesQuery).data ?? []
  return (
    <section className={parts.part} aria-label="First response">
      <h2>First response</h2>
      <p className={parts.words}>
        A new lead is to be called, written to or met within these minutes of working time. What is most exact
        counts: a source before any source, a high score before any score. Outside working hours it is due by
        the next morning.
      </p>
      <RowList
        items={targets}
        onChange={onChange}
        className={classes.target}
        removeLabel={target => `Remove the target of ${wordsOf(target)}`}
        mayBeEmpty={false}
        addLabel="Add a target"
        make={() => ({ source: sources[0] ?? null, is_hot: false, minutes: 15 })}
      >
        {(target, set, index) => (
          <>
            <Autocomplete
              aria-label="Source"
              placeholder="Any source"
              data={sources}
              maxLength={50}
              value={target.source ?? ''}
              error={errorOf(`targets.${index}.source`)}
              onChange={value => set({ source: value === '' ? null : value })}
            />
            <NativeSelect
              aria-label={`Score, ${wordsOf(target)}`}
              value={target.is_hot ? 'hot' : 'any'}
              data={[
                { value: 'any', label: 'Any score' },
                { value: 'hot', label: 'High score' },
              ]}
              onChange={event => set({ is_hot: event.currentTarget.value === 'hot' })}
            />
            <TextInput
              aria-label={`Minutes, ${wordsOf(target)}`}
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
              onChange={event => set({ minutes: event.currentTarget.valueAsNumber })}
            />
          </>
        )}
      </RowList>
    </section>
  )
}

const wordsOf = ({ source, is_hot }: ResponseTarget) =>
  `${source ?? 'any source'}${is_hot ? ', high score' : ''}`
