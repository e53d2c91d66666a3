import { valuesOf } from '../guess-mapping.ts'
import type { Found, ImportKind, ImportMapping, Place } from '../import.ts'
import classes from './ImportMappingForm.module.css'
import type { ImportChoices } from './ImportMappingForm.tsx'
import { ImportWords } from './ImportWords.tsx'

export interface ImportMeaningsProps extends Pick<ImportChoices, 'people' | 'places'> {
  kind: ImportKind
  found: Found
  /** Complete: every word has its meaning. */
  mapping: ImportMapping
  onChange: (changed: Partial<ImportMapping>) => void
}

const NOBODY = 'nobody'

/** Words of the file that stand for something here: statuses, people, choices. */
export function ImportMeanings({ kind, found, mapping, people, places, onChange }: ImportMeaningsProps) {
  const persons = [
    { value: NOBODY, label: 'Nobody yet' },
    ...people.map(({ id, name }) => ({ value: String(id), label: name })),
  ]
  return kind.fields.map(({ name, label, type, choices }) => {
    const words = valuesOf(found, mapping.columns, name)
    if (words.length === 0) return null
    const common = { heading: 'In the file', words }
    if (type === 'place')
      return (
        <section key={name} className={classes.section}>
          <h2>{label}</h2>
          <ImportWords
            {...common}
            data={places}
            meaningOf={word => String(mapping.status_values?.[word] ?? 'new')}
            onChoose={(word, place) =>
              onChange({ status_values: { ...mapping.status_values, [word]: asPlace(place) } })
            }
          />
        </section>
      )
    if (type === 'person')
      return (
        <section key={name} className={classes.section}>
          <h2>{label}</h2>
          <ImportWords
            {...common}
            data={persons}
            meaningOf={word => String(mapping.owner_values?.[word] ?? NOBODY)}
            onChoose={(word, person) =>
              onChange({
                owner_values: { ...mapping.owner_values, [word]: person === NOBODY ? null : Number(person) },
              })
            }
          />
        </section>
      )
    if (type !== 'choice') return null
    return (
      <section key={name} className={classes.section}>
        <h2>{label}</h2>
        <ImportWords
          {...common}
          data={choices}
          meaningOf={word => mapping.choice_values?.[name]?.[word] ?? null}
          onChoose={(word, value) =>
            onChange({
              choice_values: {
                ...mapping.choice_values,
                [name]: { ...mapping.choice_values?.[name], [word]: value },
              },
            })
          }
        />
      </section>
    )
  })
}

const asPlace = (value: string) => (/^\d+$/.test(value) ? Number(value) : value) as Place
