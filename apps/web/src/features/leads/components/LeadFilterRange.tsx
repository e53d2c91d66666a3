import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { DayField } from '../../../ui/DayField.tsx'
import { readBudget, writeBudget } from '../budget.ts'
import type { FilterField } from '../filter-fields.ts'
import type { LeadFilters } from '../lead-search.ts'
import classes from './LeadFilterRange.module.css'

export interface LeadFilterRangeProps {
  field: Extract<FilterField, { kind: 'amounts' | 'days' }>
  filters: LeadFilters
  onFilter: (filters: LeadFilters) => void
  onDone: () => void
}

const WORDS = {
  budget: { from: 'At least', to: 'At most', hint: '22.5 L, 1.2 Cr' },
  score: { from: 'At least', to: 'At most', hint: '0 to 100' },
  created: { from: 'From', to: 'Until', hint: undefined },
  possession: { from: 'From', to: 'Until', hint: undefined },
}

/** Two ends of an amount or of days, either of them open. */
export function LeadFilterRange({ field, filters, onFilter, onDone }: LeadFilterRangeProps) {
  const [from, to] = field.ends
  const [low, setLow] = useState(() => write(field, filters[from]))
  const [high, setHigh] = useState(() => write(field, filters[to]))
  const [isTried, setTried] = useState(false)
  const words = WORDS[field.name]
  const ends = [read(field, low), read(field, high)] as const
  const isCrossed = ends.every(end => end.value !== undefined) && (ends[0].value ?? 0) > (ends[1].value ?? 0)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (ends.some(end => end.error) || isCrossed) return
    onFilter({ ...filters, [from]: ends[0].value, [to]: ends[1].value })
    onDone()
  }

  const Field = field.kind === 'days' ? DayField : TextInput
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <Field
        size="sm"
        label={words.from}
        placeholder={words.hint}
        value={low}
        onChange={event => setLow(event.currentTarget.value)}
        error={isTried && ends[0].error}
        data-autofocus
      />
      <Field
        size="sm"
        label={words.to}
        placeholder={words.hint}
        value={high}
        onChange={event => setHigh(event.currentTarget.value)}
        error={isTried && (ends[1].error ?? (isCrossed && `This is below “${words.from.toLowerCase()}”.`))}
      />
      <Button type="submit" size="sm">
        Show leads
      </Button>
    </form>
  )
}

type Field = LeadFilterRangeProps['field']

function write(field: Field, end: string | number | undefined): string {
  return field.name === 'budget' && typeof end === 'number' ? writeBudget(end) : String(end ?? '')
}

function read(field: Field, text: string): { value?: string | number; error?: string } {
  if (text.trim() === '') return {}
  if (field.kind === 'days') return { value: text }
  if (field.name === 'budget') {
    const reading = readBudget(text)
    return 'error' in reading ? reading : { value: reading.value ?? undefined }
  }
  const score = Number(text)
  return Number.isInteger(score) && score >= 0 && score <= 100
    ? { value: score }
    : { error: 'A whole number from 0 to 100.' }
}
