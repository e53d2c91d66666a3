import { invalidInput } from '../../../platform/errors.ts'
import type { CursorPart } from '../../../platform/http/cursor.ts'
import { isDay } from '../../../platform/http/formats.ts'
import type { FieldKind, LeadField } from './lead-field.ts'

/** How a kind of field is filtered, sorted and indexed. */
interface Shape {
  /** The value as SQL, of a row called `row` (`l.` or nothing). The key is safe in it: letters, digits and `_` only. */
  value(row: string, key: string): string
  type: 'numeric' | 'text'
  /** Of a cursor; none where lists cannot be sorted by it. */
  part?: CursorPart
}

const text = (row: string, key: string) => `(${row}custom->>'${key}')`
const number: Shape = {
  value: (row, key) =>
    `(CASE WHEN jsonb_typeof(${row}custom->'${key}') = 'number' THEN (${row}custom->'${key}')::numeric END)`,
  type: 'numeric',
  part: 'number',
}
const choice: Shape = { value: text, type: 'text' }

const SHAPES: Record<FieldKind, Shape> = {
  number,
  money: number,
  date: { value: (row, key) => `(${text(row, key)} COLLATE "C")`, type: 'text', part: 'day' },
  text: { value: (row, key) => `lower(left(${text(row, key)}, 200))`, type: 'text', part: 'text' },
  choice,
  yes_no: choice,
  multi_choice: { value: (row, key) => `(${row}custom->'${key}')`, type: 'text' },
}

/** What a list is ordered by. Leads without a value stand outside of the index and come after all others. */
export function fieldKey(field: LeadField): { key: string; type: string; part: CursorPart } | null {
  const { value, type, part } = SHAPES[field.kind]
  return part ? { key: value('l.', field.key), type, part } : null
}

export const indexName = (fieldId: number): string => `lead_field_${fieldId}`

/** The statement that makes the field's index, while leads are read and written. */
export function createIndexSql({ id, key, kind }: Pick<LeadField, 'id' | 'key' | 'kind'>): string {
  const value = SHAPES[kind].value('', key)
  // Within one value in the usual order, so that a filter by it reads one range too, also when nothing is found.
  const columns =
    kind === 'multi_choice' ? `gin (${value} jsonb_path_ops)` : `btree (${value}, created_at, id)`
  return `CREATE INDEX CONCURRENTLY ${indexName(id)} ON leads USING ${columns} WHERE deleted_at IS NULL AND ${value} IS NOT NULL`
}

/** What is asked of one field: any of these values, or a range. */
export interface FieldFilter {
  field: LeadField
  values: readonly string[]
  min: string | undefined
  max: string | undefined
}

/** The condition of a filter on `leads l`.
 *  @throws AppError "invalid-input" naming `custom.key` where a value does not fit the field */
export function fieldCondition(filter: FieldFilter, put: (value: unknown) => string): string {
  const { field, values, min, max } = filter
  const { value, type } = SHAPES[field.kind]
  const column = value('l.', field.key)
  const path = `custom.${field.key}`
  // Says outright what the partial index asks for: PostgreSQL does not conclude it from every comparison.
  const parts = [`${column} IS NOT NULL`]
  if (values.length > 0) {
    const wanted = values.map(one => fitting(field, one, path))
    if (field.kind === 'multi_choice') {
      const any = wanted.map(one => `${column} @> ${put(JSON.stringify([one]))}::jsonb`)
      parts.push(any.length > 1 ? `(${any.join(' OR ')})` : (any[0] ?? 'true'))
    } else {
      parts.push(
        wanted.length === 1
          ? `${column} = ${put(wanted[0])}::${type}`
          : `${column} = ANY (${put(wanted)}::${type}[])`,
      )
    }
  }
  if ((min !== undefined || max !== undefined) && !['number', 'money', 'date'].includes(field.kind))
    throw invalidInput(
      `${path}.${min === undefined ? 'max' : 'min'}`,
      'only numbers, amounts and dates have a range',
    )
  if (min !== undefined) parts.push(`${column} >= ${put(fitting(field, min, `${path}.min`))}::${type}`)
  if (max !== undefined) parts.push(`${column} <= ${put(fitting(field, max, `${path}.max`))}::${type}`)
  return parts.join(' AND ')
}

function fitting(field: LeadField, given: string, path: string): string | number {
  switch (field.kind) {
    case 'number':
    case 'money': {
      const amount = Number(given)
      if (given.trim() === '' || !Number.isFinite(amount)) throw invalidInput(path, 'must be a number')
      return amount
    }
    case 'date':
      if (!isDay(given)) throw invalidInput(path, 'must be a day, YYYY-MM-DD')
      return given
    case 'yes_no':
      if (given !== 'true' && given !== 'false') throw invalidInput(path, 'must be true or false')
      return given
    case 'text':
      return given.trim().slice(0, 200).toLowerCase()
    default:
      return given
  }
}
