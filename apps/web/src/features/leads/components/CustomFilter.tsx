import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { DayField } from '../../../ui/DayField.tsx'
import { readCustom, writeCustom } from '../custom-input.ts'
import type { LeadFilters } from '../lead-search.ts'
import type { CustomField } from '../setup.ts'
import { LeadFilterChoices } from './LeadFilterChoices.tsx'
import classes from './LeadFilterRange.module.css'

export interface CustomFilterProps {
  field: CustomField
  filters: LeadFilters
  onFilter: (filters: LeadFilters) => void
  onDone: () => void
}

/** What a filter on one of the firm's own fields asks: options to tick, a text, or a range. */
export function CustomFilter(props: CustomFilterProps) {
  const { field, filters, onFilter } = props
  const name = `custom.${field.key}` as const
  if (field.kind === 'text') return <ExactText {...props} />
  if (field.kind === 'number' || field.kind === 'money' || field.kind === 'date') return <Range {...props} />
  const options =
    field.kind === 'yes_no'
      ? YES_NO
      : field.options.map(({ value, label, color }) => ({ value, label, color }))
  return (
    <LeadFilterChoices
      label={field.label}
      options={options}
      chosen={filters[name] ?? []}
      onChoose={values => onFilter({ ...filters, [name]: values.length > 0 ? values : undefined })}
    />
  )
}

const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

function ExactText({ field, filters, onFilter, onDone }: CustomFilterProps) {
  const name = `custom.${field.key}` as const
  const [text, setText] = useState(filters[name]?.[0] ?? '')
  function submit(event: FormEvent) {
    event.preventDefault()
    onFilter({ ...filters, [name]: text.trim() === '' ? undefined : [text.trim()] })
    onDone()
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        size="sm"
        label={`${field.label} is`}
        description="The whole text, in any case."
        value={text}
        maxLength={200}
        onChange={event => setText(event.currentTarget.value)}
        data-autofocus
      />
      <Button type="submit" size="sm">
        Show leads
      </Button>
    </form>
  )
}

function Range({ field, filters, onFilter, onDone }: CustomFilterProps) {
  const [min, max] = [`custom.${field.key}.min`, `custom.${field.key}.max`] as const
  const start = (end: string | undefined) =>
    end === undefined ? '' : writeCustom(field, field.kind === 'date' ? end : Number(end))
  const [low, setLow] = useState(() => start(filters[min]?.[0]))
  const [high, setHigh] = useState(() => start(filters[max]?.[0]))
  const [isTried, setTried] = useState(false)
  const read = (text: string) => readCustom({ ...field, is_required: false }, text)
  const [from, to] = [read(low), read(high)]
  const isDay = field.kind === 'date'
  const isCrossed = 'value' in from && 'value' in to && isAbove(from.value, to.value)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if ('error' in from || 'error' in to || isCrossed) return
    const asFilter = (value: unknown) => (value === null ? undefined : [String(value)])
    onFilter({ ...filters, [min]: asFilter(from.value), [max]: asFilter(to.value) })
    onDone()
  }

  const Field = isDay ? DayField : TextInput
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <Field
        size="sm"
        label={isDay ? 'From' : 'At least'}
        value={low}
        error={isTried && 'error' in from && from.error}
        onChange={event => setLow(event.currentTarget.value)}
        data-autofocus
      />
      <Field
        size="sm"
        label={isDay ? 'Until' : 'At most'}
        value={high}
        error={
          isTried &&
          ('error' in to
            ? to.error
            : isCrossed && (isDay ? 'This is before “from”.' : 'This is below “at least”.'))
        }
        onChange={event => setHigh(event.currentTarget.value)}
      />
      <Button type="submit" size="sm">
        Show leads
      </Button>
    </form>
  )
}

/** Of numbers, and of days as `YYYY-MM-DD`; an open end is above nothing. */
const isAbove = (low: unknown, high: unknown): boolean =>
  (typeof low === 'number' && typeof high === 'number' && low > high) ||
  (typeof low === 'string' && typeof high === 'string' && low > high)
