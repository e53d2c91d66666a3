import type {
  Found,
  FoundValue,
  ImportField,
  ImportKind,
  ImportMapping,
  ImportWithSurvey,
  Place,
} from './import.ts'

interface Known {
  country: string
  people: readonly { id: number; name: string }[]
  /** The day of the import, for its tag. */
  today: string
}

// Tried in this order; "yes" is the word of a column that says whether it was converted. "Not Contacted" is new, "Unqualified" is lost, "Pre Qualified" is qualified.
const STATUS_GUESSES: [RegExp, Place][] = [
  [/^not (yet )?(contacted|converted)|^(new|open|fresh|inquiry|enquiry)/, 'new'],
  [/junk|lost|dead|unqualified|not (qualified|interested)|disqualified|closed|cold/, 'lost'],
  [/^(yes|true|1)$|convert|won|booked|customer|client/, 'converted'],
  [/qualif|proposal|quote|negotiat|contract|hot/, 'qualified'],
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

const OUTCOMES: [RegExp, string][] = [
  [/\bwon\b|convert|booked|signed|^(yes|true|1)$/, 'won'],
  [/\blost\b|dead|dropped|cancel|reject|^(no|false|0)$/, 'lost'],
]

/** The choice that a word most likely means; nothing when none of them is like it. */
export function guessChoice({ name, choices }: ImportField, word: string): string | null {
  const plain = word.trim().toLowerCase()
  const same = choices.find(({ value, label }) => value === plain || label.toLowerCase() === plain)
  const outcome =
    name === 'outcome' ? (OUTCOMES.find(([pattern]) => pattern.test(plain))?.[1] ?? 'open') : undefined
  return same?.value ?? choices.find(({ value }) => value === outcome)?.value ?? null
}

/** The column that fills a field, if any. */
export const columnOf = (columns: ImportMapping['columns'], field: string): string | undefined =>
  Object.keys(columns).find(column => columns[column] === field)

/** Values of the column that fills a field, the most frequent first. */
export function valuesOf(found: Found, columns: ImportMapping['columns'], field: string): FoundValue[] {
  const column = columnOf(columns, field)
  return column === undefined ? [] : (found.values[column] ?? [])
}

/** Whether a field is filled, by a column or a composed text. */
export const isFilled = (mapping: Pick<ImportMapping, 'columns' | 'composed'>, field: string): boolean =>
  columnOf(mapping.columns, field) !== undefined || (mapping.composed?.[field] ?? '') !== ''

/** What still has to be said before the import can be tried: of each of these lists one field. */
export const missingNeeds = (mapping: ImportMapping, kind: ImportKind): string[][] =>
  kind.needs.filter(fields => !fields.some(field => isFilled(mapping, field)))

/** What an import starts from: its own mapping when it has one, else the best guess. */
export function firstMapping(
  { found, mapping, file_name }: ImportWithSurvey,
  kind: ImportKind,
  known: Known,
): ImportMapping {
  if (mapping && (mapping.kind ?? 'leads') === kind.name) return mapping
  const guesses = found.guesses[kind.name] ?? []
  const columns = Object.fromEntries(found.columns.map(({ name }, i) => [name, guesses[i] ?? null]))
  const composed = composedFor(kind, { found, file_name }, columns)
  const marks = found.columns.flatMap(({ name, decimal_mark }) =>
    columns[name] && decimal_mark ? [decimal_mark] : [],
  )
  return {
    kind: kind.name,
    columns,
    ...(Object.keys(composed).length > 0 && { composed }),
    ...(kind.can_flag && { constants: { tags: [`Import ${known.today}`] } }),
    status_values: {},
    owner_values: {},
    country: found.phone_country?.country ?? known.country,
    date_order: (found.date_order ?? found.dates.order) === 'mdy' ? 'mdy' : 'dmy',
    ...(marks.length > 0 && marks.every(mark => mark === ',') && { decimal_mark: ',' as const }),
    historical: true,
    on_duplicate: 'skip',
    system: found.system,
    fingerprint: true,
  }
}

/** A name made of the id where a file of leads has none; `won` where a file of deals says only when they were; that they were meetings
 *  where a file of activities says so by its name alone. */
function composedFor(
  kind: ImportKind,
  { found, file_name }: Pick<ImportWithSurvey, 'found' | 'file_name'>,
  columns: ImportMapping['columns'],
): Record<string, string> {
  const has = (field: string) => columnOf(columns, field) !== undefined
  const id = columnOf(columns, 'external_id')
  if (kind.name === 'leads' && !has('name') && !has('first_name') && !has('last_name') && id !== undefined)
    return { name: `Lead {${id}}` }
  if (kind.name === 'activities' && !has('type') && !has('direction') && /event|meeting/i.test(file_name))
    return { type: 'meeting' }
  const isWon = found.columns.some(({ name }) => /won/i.test(name) && columns[name] === 'closed_on')
  return kind.name === 'deals' && !has('outcome') && isWon ? { outcome: 'Won' } : {}
}

/** The mapping as it is sent: every word of the file gets its meaning, guessed where nobody chose one. */
export function completeMapping(
  { found }: Pick<ImportWithSurvey, 'found'>,
  mapping: ImportMapping,
  kind: ImportKind,
  people: Known['people'],
): ImportMapping {
  const { status_values = {}, owner_values = {}, choice_values = {} } = mapping
  const wordsOf = (field: ImportField) =>
    valuesOf(found, mapping.columns, field.name).map(({ value }) => value)
  const meanings: Pick<Required<ImportMapping>, 'status_values' | 'owner_values' | 'choice_values'> = {
    status_values: {},
    owner_values: {},
    choice_values: {},
  }
  for (const field of kind.fields) {
    for (const word of wordsOf(field)) {
      if (field.type === 'place') meanings.status_values[word] = status_values[word] ?? guessStatus(word)
      if (field.type === 'person')
        meanings.owner_values[word] =
          word in owner_values ? (owner_values[word] ?? null) : guessOwner(word, people)
      if (field.type !== 'choice') continue
      const chosen = choice_values[field.name]?.[word] ?? guessChoice(field, word)
      if (chosen !== null)
        meanings.choice_values[field.name] = { ...meanings.choice_values[field.name], [word]: chosen }
    }
  }
  return { ...mapping, ...meanings }
}
