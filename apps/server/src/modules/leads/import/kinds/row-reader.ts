import { createHash } from 'node:crypto'
import type { FieldError } from '../../../../platform/errors.ts'
import type { LeadField } from '../../fields/lead-field.ts'
import { parseFieldText } from '../../fields/parse-field-text.ts'
import { damageOf } from '../files/damaged-rows.ts'
import { isHeaderAgain } from '../files/repeated-header.ts'
import type { TableRow } from '../files/table-row.ts'
import { isTotal } from '../files/total-row.ts'
import type { ImportMapping } from '../imports.schemas.ts'
import type { FieldType, ImportField, ImportKind, Reading } from './import-kind.ts'
import { fieldOf } from './import-kinds.ts'
import { readValue, type Writing } from './read-value.ts'

/** Words that mean that there is nothing, unless a mapping names others. */
export const MISSING_WORDS: readonly string[] = [
  '-',
  '—',
  'n/a',
  'na',
  '#n/a',
  'null',
  'none',
  'nil',
  'undefined',
  'select',
]

/** Of what no total is made. */
const NEVER_SUMMED: ReadonlySet<FieldType | undefined> = new Set<FieldType>([
  'phone',
  'email',
  'id',
  'day',
  'past',
  'instant',
])

export interface RowReaderOptions {
  kind: ImportKind
  /** Names of the columns. */
  header: readonly string[]
  mapping: ImportMapping
  /** Separator of the file, `,` where it has none. */
  delimiter: string
  timeZone: string
  now: Date
  /** The firm's own fields, by key. */
  ownFields: ReadonlyMap<string, LeadField>
  /** A keyed hash, for the fingerprint of a row. */
  hash: (text: string) => string
}

interface Target {
  field: ImportField | null
  /** Field, or `custom.<name>`. */
  name: string
  index: number
}

/** Reads the rows of one file, in their order from the first: rows that are alike are told apart by which of them it is. */
export class RowReader {
  readonly #options: RowReaderOptions
  readonly #targets: readonly Target[]
  /** Indexes of columns. */
  readonly #neverSummed: ReadonlySet<number>
  readonly #missing: ReadonlySet<string>
  readonly #how: Writing
  readonly #alike = new Map<string, number>()

  constructor(options: RowReaderOptions) {
    const { kind, header, mapping, timeZone, now } = options
    this.#options = options
    this.#targets = header.flatMap((column, index) => {
      const name = mapping.columns[column]
      return name ? [{ field: fieldOf(kind, name) ?? null, name, index }] : []
    })
    this.#neverSummed = new Set(
      this.#targets.flatMap(({ field, index }) => (NEVER_SUMMED.has(field?.type) ? [index] : [])),
    )
    this.#missing = new Set(['', ...(mapping.missing_words ?? MISSING_WORDS).map(word => word.toLowerCase())])
    this.#how = {
      country: mapping.country,
      order: mapping.date_order ?? 'dmy',
      decimalMark: mapping.decimal_mark ?? '.',
      timeZone,
      now,
      owners: mapping.owner_values ?? {},
      places: mapping.status_values ?? {},
      choices: mapping.choice_values ?? {},
    }
  }

  /** Counts a row that was imported before, without reading it. */
  pass(row: TableRow): void {
    if (this.#options.mapping.fingerprint) this.#fingerprint(row.cells)
  }

  read(row: TableRow): Reading {
    const { kind, mapping, header, delimiter } = this.#options
    const damage = damageOf(row, header.length, delimiter)
    const isRead = damage?.kind === 'wrapped' && mapping.read_damaged === true
    const cells = isRead ? damage.cells : row.cells
    const problems: FieldError[] = damage && !isRead ? [{ path: 'row', message: wordsOf(damage) }] : []
    // A row without cells was emptied.
    if (row.cells.length === 0)
      problems.unshift({ path: 'row', message: 'was of a person who has been erased' })
    else if (isHeaderAgain(cells, header)) problems.push({ path: 'row', message: 'is the header once more' })
    else if (isTotal(cells, index => !this.#neverSummed.has(index)))
      problems.push({ path: 'row', message: 'looks like a total of the rows, not one of them' })
    const texts = this.#texts(cells)
    const values = problems.length > 0 ? new Map<string, unknown>() : this.#values(texts, problems)
    const print = mapping.fingerprint ? this.#fingerprint(cells) : null
    const id = values.get('external_id')
    const isKnownAgain = typeof id === 'string' || kind.knownBy.some(field => values.has(field))
    return {
      line: row.line,
      cells: row.cells,
      values,
      texts: new Map([...texts].map(([name, found]) => [name, found[0] ?? ''])),
      externalId: typeof id === 'string' ? id : isKnownAgain ? null : print,
      isKnownAgain,
      problems,
    }
  }

  #texts(cells: readonly string[]): Map<string, string[]> {
    const texts = new Map<string, string[]>()
    for (const { name, index } of this.#targets) {
      const text = cells[index]?.trim() ?? ''
      if (this.#missing.has(text.toLowerCase())) continue
      const known = texts.get(name)
      if (known) known.push(text)
      else texts.set(name, [text])
    }
    for (const [name, template] of Object.entries(this.#options.mapping.composed ?? {})) {
      const text = texts.has(name) ? '' : this.#compose(template, cells)
      if (text !== '') texts.set(name, [text])
    }
    return texts
  }

  /** `Lead {LEADID}`; nothing when none of its columns says something. */
  #compose(template: string, cells: readonly string[]): string {
    let asked = 0
    let found = 0
    const text = template.replace(/\{([^{}]+)\}/g, (_, column: string) => {
      asked++
      const value = cells[this.#options.header.indexOf(column)]?.trim() ?? ''
      if (this.#missing.has(value.toLowerCase())) return ''
      found++
      return value
    })
    return asked > 0 && found === 0 ? '' : text.replace(/\s+/g, ' ').trim()
  }

  #values(texts: ReadonlyMap<string, string[]>, problems: FieldError[]): Map<string, unknown> {
    const values = new Map<string, unknown>()
    for (const [name, found] of texts) {
      const field = fieldOf(this.#options.kind, name)
      if (!field) {
        this.#ownValue(name, found[0] ?? '', values, problems)
        continue
      }
      const kept = field.many === 'all' ? found : found.slice(0, 1)
      const read = kept.map(text => readValue(field, text, this.#how))
      const good = read.flatMap(one => ('value' in one ? [one.value] : []))
      for (const one of read) if ('message' in one) problems.push({ path: name, message: one.message })
      if (good.length > 0) values.set(name, field.many === 'all' ? good.flat() : good[0])
    }
    if (this.#options.mapping.bad_values === 'leave_out') problems.length = 0
    for (const { oneOf, empty } of this.#options.kind.needs) {
      const [first = ''] = oneOf
      const isThere = oneOf.some(name => values.has(name) || problems.some(({ path }) => path === name))
      if (!isThere) problems.push({ path: first, message: empty })
    }
    return values
  }

  /** Of one of the firm's own fields; a field that the import will add takes text as it is. */
  #ownValue(name: string, text: string, values: Map<string, unknown>, problems: FieldError[]): void {
    const field = this.#options.ownFields.get(name.slice('custom.'.length))
    const read = field ? parseFieldText(field, text, this.#how.order) : { value: text.slice(0, 500) }
    if ('problem' in read) problems.push({ path: name, message: read.problem })
    else if (read.value !== null) values.set(name, read.value)
  }

  /** The same for the same row in every file; the second of two rows that are alike has another. */
  #fingerprint(cells: readonly string[]): string {
    const text = cells.map(cell => cell.trim()).join('\u001f')
    const key = createHash('sha1').update(text).digest('base64')
    const nth = (this.#alike.get(key) ?? 0) + 1
    this.#alike.set(key, nth)
    return `row:${this.#options.hash(nth === 1 ? text : `${text}\u001f${nth}`)}`
  }
}

const wordsOf = (damage: NonNullable<ReturnType<typeof damageOf>>): string =>
  damage.kind === 'wrapped'
    ? 'stands as a whole in one pair of quotes'
    : `holds ${damage.lines} more rows in one cell: a quote was left open`
