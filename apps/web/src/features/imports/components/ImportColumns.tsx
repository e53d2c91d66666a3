import { Button, Select } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import {
  countOf,
  type FoundColumn,
  type ImportKind,
  type ImportMapping,
  type ImportPreview,
} from '../import.ts'
import classes from './ImportColumns.module.css'

export interface ImportColumnsProps {
  kind: ImportKind
  rows: number
  found: FoundColumn[]
  columns: ImportMapping['columns']
  /** What the try found wrong, by field. */
  reasons: ImportPreview['reasons']
  /** Fields of the firm's own, by `custom.key`. */
  ownFields: { value: string; label: string }[]
  onChange: (columns: ImportMapping['columns']) => void
}

const LOOKS: Record<FoundColumn['looks'], string> = {
  email: 'E-mails',
  phone: 'Phones',
  date: 'Dates',
  amount: 'Amounts',
  number: 'Numbers',
  yes_no: 'Yes or no',
  text: 'Text',
  empty: 'Empty',
}

/** Left-out columns are folded away when there are more of them. */
const MANY = 12

/** Each column of the file, what stands in it, what it becomes, and what is wrong with it. */
export function ImportColumns({
  kind,
  rows,
  found,
  columns,
  reasons,
  ownFields,
  onChange,
}: ImportColumnsProps) {
  const [showsAll, setShowsAll] = useState(false)
  const left = found.filter(({ name }) => !columns[name])
  const isFolded = !showsAll && left.length > MANY
  const shown = isFolded ? found.filter(({ name }) => columns[name]) : found

  function choose(column: string, field: string | null) {
    const isShared = kind.fields.some(({ name, many }) => name === field && many)
    // Most fields are filled by one column: whoever had it gives it up.
    const freed = isShared
      ? columns
      : Object.fromEntries(
          Object.entries(columns).map(([name, other]) => [name, other === field ? null : other]),
        )
    onChange({ ...freed, [column]: field })
  }

  return (
    <div className={classes.columns}>
      <ul className={classes.list} aria-label="Columns of the file">
        {shown.map(column => (
          <ColumnRow
            key={column.name}
            column={column}
            rows={rows}
            field={columns[column.name] ?? null}
            data={choicesOf(kind, column, columns[column.name] ?? null, ownFields)}
            reasons={reasons.filter(({ path }) => path === columns[column.name])}
            onChoose={field => choose(column.name, field)}
          />
        ))}
      </ul>
      {left.length > MANY && (
        <Button variant="subtle" size="sm" className={classes.more} onClick={() => setShowsAll(all => !all)}>
          {isFolded ? `Show the ${left.length} columns that are left out` : 'Hide what is left out'}
        </Button>
      )}
    </div>
  )
}

interface ColumnRowProps {
  column: FoundColumn
  rows: number
  field: string | null
  data: ReturnType<typeof choicesOf>
  reasons: ImportPreview['reasons']
  onChoose: (field: string | null) => void
}

function ColumnRow({
  column: { name, samples, looks, filled },
  rows,
  field,
  data,
  reasons,
  onChoose,
}: ColumnRowProps) {
  return (
    <li className={classes.row} data-left={field === null || undefined}>
      <div className={classes.column}>
        <p className={classes.name}>
          {field !== null && <IconCheck size={14} stroke={2} aria-hidden className={classes.tick} />}
          {name}
        </p>
        <p className={classes.samples}>{samples.slice(0, 3).join(' · ') || 'Nothing in it'}</p>
        <p className={classes.facts}>
          {LOOKS[looks]}
          {filled < rows && looks !== 'empty' && `, ${countOf(rows - filled)} empty`}
        </p>
      </div>
      <div className={classes.field}>
        <Select
          size="sm"
          aria-label={`What ${name} becomes`}
          placeholder="Left out"
          clearable
          searchable
          nothingFoundMessage="No field of that name."
          data={data}
          value={field}
          error={reasons.length > 0}
          onChange={onChoose}
        />
        {reasons.slice(0, 2).map(({ message, count, line, sample }) => (
          <p key={message} className={classes.problem}>
            {countOf(count)} {count === 1 ? 'value' : 'values'}{' '}
            {message.replace(/^is /, count === 1 ? 'is ' : 'are ')}, the first at line {line}
            {sample && <>: “{sample.slice(0, 40)}”</>}
          </p>
        ))}
      </div>
    </li>
  )
}

/** The fields of the kind, those of the firm, and the one that a column of leads would make. */
function choicesOf(
  kind: ImportKind,
  { name }: FoundColumn,
  chosen: string | null,
  ownFields: { value: string; label: string }[],
) {
  const fields = kind.fields.map(({ name: value, label }) => ({ value, label }))
  if (!kind.can_flag) return [{ group: kind.label, items: fields }]
  const known = new Set(ownFields.map(({ value }) => value))
  const own = `custom.${keyOf(name)}`
  const made = [...new Set([...(chosen?.startsWith('custom.') ? [chosen] : []), own])].filter(
    value => !known.has(value),
  )
  return [
    { group: kind.label, items: fields },
    ...(ownFields.length > 0 ? [{ group: 'Your own fields', items: ownFields }] : []),
    {
      group: 'A new field',
      items: made.map(value => ({
        value,
        label: value === own ? `Add “${name}”` : value.replace(/^custom\./, ''),
      })),
    },
  ]
}

const keyOf = (heading: string): string =>
  heading
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 36)
    .replace(/_+$/, '') || 'field'
