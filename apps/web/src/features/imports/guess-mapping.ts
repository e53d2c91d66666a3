import type { FoundValue, ImportMapping, ImportWithSurvey, Place } from './import.ts'

interface Known {
  country: string
  people: readonly { id: number; name: string }[]
  /** The day of the import, for its tag. */
  today: string
}

// Tried in this order: "Not Contacted" is new, "Unqualified" is lost, "Pre Qualified" is qualified.
const STATUS_GUESSES: [RegExp, Place][] = [
  [/^not (yet )?contacted|^(new|open|fresh|inquiry|enquiry)/, 'new'],
  [/junk|lost|dead|unqualified|not (qualified|interested)|disqualified|closed|cold/, 'lost'],
  [/convert|won|booked|customer|client/, 'converted'],
  [/qualif|proposal|quote|negotiat|hot/, 'qualified'],
  [/contact|attempt|follow|call|visit|warm/, 'contacted'],
]

/** The status a word of another system most likely stands for. */
export function guessStatus(word: string): Place {
  const plain = word.trim().toLowerCase()
  return STATUS_GUESSES.find(([pattern]) => pattern.test(plain))?.[1] ?? 'new'
}

/** The person a name most likely means: the same name, however it is written. */
export function guessOwner(name: string, people: Known['people']): number | null {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}]+/gu, ' ')
      .trim()
  return people.find(person => plain(person.name) === plain(name))?.id ?? null
}

/** The column that fills a field, if any. */
export const columnOf = (columns: ImportMapping['columns'], field: string): string | undefined =>
  Object.keys(columns).find(column => columns[column] === field)

/** Values of the column that fills a field, the most frequent first. */
export function valuesOf(
  found: ImportWithSurvey['found'],
  columns: ImportMapping['columns'],
  field: string,
): FoundValue[] {
  const column = columnOf(columns, field)
  return column === undefined ? [] : (found.values[column] ?? [])
}

/** What an import starts from: its own mapping when it has one, else the best guess. */
export function firstMapping({ found, mapping }: ImportWithSurvey, known: Known): ImportMapping {
  if (mapping) return mapping
  const columns = Object.fromEntries(found.columns.map(({ name, guess }) => [name, guess]))
  return {
    columns,
    constants: { tags: [`Import ${known.today}`] },
    status_values: {},
    owner_values: {},
    country: known.country,
    ...(found.date_order === 'mdy' ? { date_order: 'mdy' } : { date_order: 'dmy' }),
    historical: true,
    on_duplicate: 'skip',
    system: 'zoho',
  }
}

/** The mapping as it is sent: every word of the file gets its meaning, guessed where nobody chose one. */
export function completeMapping(
  { found }: Pick<ImportWithSurvey, 'found'>,
  mapping: ImportMapping,
  people: Known['people'],
): ImportMapping {
  const words = valuesOf(found, mapping.columns, 'status').map(({ value }) => value)
  const names = valuesOf(found, mapping.columns, 'owner').map(({ value }) => value)
  return {
    ...mapping,
    status_values: Object.fromEntries(
      words.map(word => [word, mapping.status_values?.[word] ?? guessStatus(word)]),
    ),
    owner_values: Object.fromEntries(
      names.map(name => [
        name,
        mapping.owner_values?.[name] ??
          (name in (mapping.owner_values ?? {}) ? null : guessOwner(name, people)),
      ]),
    ),
  }
}
