import type { ImportRow } from './imports.repository.ts'
import type { Found, Survey } from './imports.schemas.ts'
import type { ImportField, ImportKind } from './kinds/import-kind.ts'
import { fieldOf, guessColumns, type ImportKinds, plainHeading, suggestKind } from './kinds/import-kinds.ts'

/** What was found in a file, with what each kind of import makes of it. */
export function toFound(kinds: ImportKinds, row: ImportRow, survey: Survey): Found {
  const names = survey.columns.map(column => column.name)
  const guesses = Object.fromEntries(kinds.all().map(kind => [kind.name, guessOf(kind, survey)]))
  const kind = kinds.find(row.kind) ?? suggestKind(kinds.all(), names, row.file_name)
  const guess = guesses[kind?.name ?? ''] ?? []
  return {
    ...survey,
    columns: survey.columns.map((column, i) => ({ ...column, guess: guess[i] ?? null })),
    ...row.found,
    date_order: kind ? orderOf(kind, survey, guess) : survey.dates.order,
    kind: kind?.name ?? 'leads',
    guesses,
    system: systemOf(row.file_name, names, guess),
  }
}

/** By the headings first, then by what stands in the columns: e-mails are an e-mail whatever they are called. */
function guessOf(kind: ImportKind, survey: Survey): (string | null)[] {
  const guesses = guessColumns(
    kind,
    survey.columns.map(column => column.name),
  )
  // A file may name contact and account as well: what is called after leads says which lead it is.
  const ofLead = survey.columns.findIndex(({ name }) => plainHeading(name) === 'lead id')
  const other = guesses.indexOf('lead_id')
  if (ofLead !== -1 && other !== -1 && guesses[ofLead] === null) {
    guesses[other] = null
    guesses[ofLead] = 'lead_id'
  }
  const types = new Map(kind.fields.map(field => [field.name, field.type]))
  for (const [i, { looks }] of survey.columns.entries()) {
    const guess = guesses[i]
    // `Contact` may be a name as well as a phone: what stands there tells.
    if (guess && types.get(guess) === 'phone' && (looks === 'text' || looks === 'email')) guesses[i] = null
    if (guess && types.get(guess) === 'email' && looks !== 'email' && looks !== 'empty') guesses[i] = null
  }
  for (const looks of ['email', 'phone'] as const) {
    const field = kind.fields.find(({ type }) => type === looks)
    const at = survey.columns.findIndex(
      (column, i) => column.looks === looks && !guesses[i] && !NO_PHONE.test(plainHeading(column.name)),
    )
    if (field && at !== -1 && !guesses.includes(field.name)) guesses[at] = field.name
  }
  return guesses
}

/** Long numbers that are no phones. */
const NO_PHONE = /\b(id|number|no|code|pin|zip|fax|date|time|ref)$/

const isDate = (field: ImportField | undefined): boolean =>
  field !== undefined && ['day', 'past', 'instant'].includes(field.type)

function orderOf(kind: ImportKind, survey: Survey, guess: readonly (string | null)[]): Found['date_order'] {
  const orders = survey.columns
    .filter((_, i) => isDate(fieldOf(kind, guess[i] ?? '')))
    .map(column => column.date_order)
    .filter(order => order !== 'iso')
  if (orders.length === 0) return 'iso'
  const told = [...new Set(orders.filter(order => order !== null))]
  return told.length === 1 ? (told[0] ?? null) : null
}

/** A name for where the ids of a file are from: the heading of the id, so that other files with the same heading match; a heading that
 *  says nothing gives way to the name of the file. */
function systemOf(fileName: string, names: readonly string[], guess: readonly (string | null)[]): string {
  // Of a file of deals the ids of the leads are told: by them it finds what other files brought.
  const at = guess.includes('lead_id') ? guess.indexOf('lead_id') : guess.indexOf('external_id')
  const heading = plainHeading(names[at] ?? '')
  const words = heading
    .replace(/\b(id|uid|number|no|record)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (words !== '') return words.slice(0, 50)
  return stemOf(fileName).slice(0, 50) || 'file'
}

/** Words in names of files that say nothing of what is in them. */
const EMPTY_WORDS = /\b(data|dataset|export(ed)?|list|all|sample|report|records?|file|copy|csv|xlsx?|\d+)\b/g

/** `accountData_2026 (1).csv` and `accounts.csv` are both `account`, as the heading `ACCOUNTID` of a file of deals is. */
function stemOf(fileName: string): string {
  const words = plainHeading(fileName.replace(/\.[a-z0-9]+$/i, ''))
  const telling = words.replace(EMPTY_WORDS, ' ').replace(/\s+/g, ' ').trim() || words
  return telling.replace(/(?<=[a-z][^ius])s$/, '')
}
