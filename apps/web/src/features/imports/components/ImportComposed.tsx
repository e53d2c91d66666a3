import { Checkbox, TextInput } from '@mantine/core'
import { isFilled, missingNeeds } from '../guess-mapping.ts'
import type { FoundColumn, ImportKind, ImportMapping } from '../import.ts'
import classes from './ImportSettings.module.css'

export interface ImportComposedProps {
  kind: ImportKind
  mapping: ImportMapping
  found: FoundColumn[]
  onChange: (changed: Partial<ImportMapping>) => void
}

/** Fields that no column fills but the kind needs: made of words and columns, or the same for all rows. */
export function ImportComposed({ kind, mapping, found, onChange }: ImportComposedProps) {
  const composed = mapping.composed ?? {}
  const asked = new Set([
    ...Object.keys(composed),
    ...missingNeeds(mapping, kind).flatMap(fields => fields.slice(0, 1)),
  ])
  const fields = kind.fields.filter(({ name }) => asked.has(name) && mapping.columns[name] !== name)
  const example = found[0]?.name ?? 'Number'
  const set = (name: string, text: string) => {
    const { [name]: _, ...others } = composed
    onChange({ composed: text === '' ? others : { ...composed, [name]: text } })
  }
  if (fields.length === 0) return null
  return (
    <div className={classes.settings}>
      {fields.map(({ name, label, choices }) =>
        choices.length > 0 ? (
          <fieldset key={name} className={classes.group}>
            <legend className={classes.legend}>{label}, for all rows</legend>
            <div className={classes.choices}>
              {choices.map(choice => (
                <Checkbox
                  key={choice.value}
                  label={choice.label}
                  checked={composed[name]?.toLowerCase() === choice.value || composed[name] === choice.label}
                  onChange={event => set(name, event.currentTarget.checked ? choice.value : '')}
                />
              ))}
            </div>
          </fieldset>
        ) : (
          <TextInput
            key={name}
            label={`${label}, made of columns`}
            description={`{${example}} stands for what that column holds.`}
            placeholder={`${kind.name === 'leads' ? 'Lead ' : ''}{${example}}`}
            value={composed[name] ?? ''}
            error={
              isFilled(mapping, name)
                ? undefined
                : 'No column fills it: choose one above, or write how it is made.'
            }
            onChange={event => set(name, event.currentTarget.value)}
          />
        ),
      )}
    </div>
  )
}
