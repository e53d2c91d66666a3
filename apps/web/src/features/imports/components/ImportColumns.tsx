import { Select } from '@mantine/core'
import { type FoundColumn, IMPORT_FIELDS, type ImportMapping } from '../import.ts'
import classes from './ImportTable.module.css'

export interface ImportColumnsProps {
  found: FoundColumn[]
  columns: ImportMapping['columns']
  onChange: (columns: ImportMapping['columns']) => void
}

const FIELDS = Object.entries(IMPORT_FIELDS).map(([value, label]) => ({ value, label }))

/** Each column of the file, what stands in it, and what it becomes. */
export function ImportColumns({ found, columns, onChange }: ImportColumnsProps) {
  function choose(column: string, field: string | null) {
    // A field is filled by one column: whoever had it gives it up.
    const freed = Object.entries(columns).map(([name, other]) => [name, other === field ? null : other])
    onChange({ ...Object.fromEntries(freed), [column]: field })
  }

  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col" className={classes.samples}>
            In the file
          </th>
          <th scope="col">Becomes</th>
        </tr>
      </thead>
      <tbody>
        {found.map(({ name, samples }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className={classes.samples}>{samples.slice(0, 3).join(' · ') || '—'}</td>
            <td>
              <Select
                size="sm"
                aria-label={`What ${name} becomes`}
                placeholder="Left out"
                clearable
                searchable
                nothingFoundMessage="No field of that name."
                data={withOwnField(columns[name] ?? null)}
                value={columns[name] ?? null}
                onChange={field => choose(name, field)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A mapping may name a field of the firm's own, `custom.company`. */
function withOwnField(field: string | null) {
  const isOwn = field !== null && !(field in IMPORT_FIELDS)
  return isOwn ? [...FIELDS, { value: field, label: field.replace(/^custom\./, '') }] : FIELDS
}
