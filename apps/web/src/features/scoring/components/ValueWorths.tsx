import { Button, CloseButton, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { ScoringSettings } from '../api.ts'
import { attributeWord } from '../attribute-words.ts'
import { shownNumber, typedNumber } from '../typed-number.ts'
import classes from './ScoringSettings.module.css'

type Worth = ScoringSettings['values'][number]
const VALUED: readonly Worth['attribute'][] = ['source', 'project_type', 'location']
const PROJECT_TYPES = [
  { value: 'residential', label: 'Residential' },
  { value: 'commercial', label: 'Commercial' },
  { value: 'high_budget', label: 'High budget' },
]

export interface ValueWorthsProps {
  values: readonly Worth[]
  errorOf: (path: string) => string | undefined
  onChange: (values: Worth[]) => void
}

/** Sources, types and cities with what they are worth; what is not listed counts as neither good nor bad. */
export function ValueWorths({ values, errorOf, onChange }: ValueWorthsProps) {
  const next = useRef(values.length)
  const [keys, setKeys] = useState(() => values.map((_, index) => index))
  const change = (index: number, to: Partial<Worth>) =>
    onChange(values.map((one, i) => (i === index ? { ...one, ...to } : one)))
  return (
    <section className={classes.part} aria-label="Worth of sources, types and cities">
      <h2>Worth of sources, types and cities</h2>
      <p className={classes.words}>0 is worst, 100 best; what is not listed counts 50.</p>
      <ul className={classes.worths}>
        {values.map(({ attribute, value, score }, index) => (
          <li key={keys[index]}>
            <NativeSelect
              aria-label={`Kind of value ${index + 1}`}
              data={VALUED.map(name => ({ value: name, label: attributeWord(name) }))}
              value={attribute}
              error={errorOf(`values.${index}.attribute`)}
              onChange={event => {
                const kind = event.currentTarget.value as Worth['attribute']
                change(index, { attribute: kind, value: kind === 'project_type' ? 'residential' : '' })
              }}
            />
            {attribute === 'project_type' ? (
              <NativeSelect
                aria-label={`Value ${index + 1}`}
                data={PROJECT_TYPES}
                value={value}
                error={errorOf(`values.${index}.value`)}
                onChange={event => change(index, { value: event.currentTarget.value })}
              />
            ) : (
              <TextInput
                aria-label={`Value ${index + 1}`}
                value={value}
                error={errorOf(`values.${index}.value`)}
                onChange={event => change(index, { value: event.currentTarget.value })}
              />
            )}
            <NumberInput
              clampBehavior="none"
              aria-label={`Worth ${index + 1}`}
              min={0}
              max={100}
              allowDecimal={false}
              value={shownNumber(score)}
              error={errorOf(`values.${index}.score`)}
              onChange={given => change(index, { score: typedNumber(given) })}
            />
            <CloseButton
              aria-label={`Remove ${value || 'this line'}`}
              onClick={() => {
                setKeys(keys.filter((_, i) => i !== index))
                onChange(values.filter((_, i) => i !== index))
              }}
            />
          </li>
        ))}
      </ul>
      {errorOf('values') && (
        <p role="alert" className={classes.problem}>
          The list {errorOf('values')}.
        </p>
      )}
      <div>
        <Button
          size="sm"
          onClick={() => {
            setKeys([...keys, next.current++])
            onChange([...values, { attribute: 'source', value: '', score: 50 }])
          }}
        >
          Add a value
        </Button>
      </div>
    </section>
  )
}
