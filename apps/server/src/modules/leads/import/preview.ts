import type { Principal } from '@optimwalls/permissions'
import type { TableRow } from './files/table-row.ts'
import type { ImportRow } from './imports.repository.ts'
import type { ImportMapping, ImportPreview, Survey } from './imports.schemas.ts'
import type { ImportNeeds } from './imports.service.ts'
import type { Decision, ImportKind, ImportRun, Reading } from './kinds/import-kind.ts'
import { RowReader } from './kinds/row-reader.ts'

/** Rows that are shown as they would become, and as many more of those with problems. */
const SHOWN = 20
const AT_ONCE = 500
/** Rows that are tried while a person waits: some seconds. Larger files say how many were looked at. */
const TRIED = 20_000

export interface PreviewOptions {
  row: ImportRow
  kind: ImportKind
  mapping: ImportMapping
  survey: Survey
  principal: Principal
  rows: AsyncIterable<TableRow>
  now: Date
}

/** What an import would do, row by row, without doing it. Rows of the file that repeat each other count as the import treats them:
 *  the first makes the lead. */
export async function previewImport(
  { db, crypto, settings, ownFields }: ImportNeeds,
  { row, kind, mapping, survey, principal, rows, now }: PreviewOptions,
): Promise<ImportPreview> {
  const reader = new RowReader({
    kind,
    header: survey.columns.map(column => column.name),
    mapping,
    delimiter: row.found.delimiter ?? ',',
    timeZone: settings.timeZone,
    now,
    ownFields: await ownFields.byKey(),
    hash: text => crypto.hash('import-row', text),
  })
  const run: ImportRun = {
    importId: row.id,
    mapping,
    principal,
    request: { id: `import-${row.id}`, ip: '' },
    now,
    isTry: true,
    seen: new Set(),
  }
  const preview = new Preview(kind)
  let batch: Reading[] = []
  const decide = async () => {
    const good = batch.filter(({ problems }) => problems.length === 0)
    const decisions = await kind.plan(db, run, good)
    const byReading = new Map(good.map((reading, i) => [reading, decisions[i]]))
    for (const reading of batch) preview.count(reading, byReading.get(reading))
    batch = []
  }
  for await (const one of rows) {
    batch.push(reader.read(one))
    if (batch.length >= AT_ONCE) await decide()
    if (preview.checked + batch.length >= TRIED) break
  }
  await decide()
  return preview.told()
}

type Reasons = ImportPreview['reasons'][number]

class Preview {
  readonly #kind: Pick<ImportKind, 'needs'>
  checked = 0
  readonly #rows: ImportPreview['rows'] = []
  #refusedShown = 0
  unrecognised = 0
  #takeable = 0
  readonly #otherNames = { count: 0, line: 0 }
  readonly #counts = { create: 0, update: 0, match: 0, refuse: 0 }
  readonly #reasons = new Map<string, Reasons>()

  constructor(kind: Pick<ImportKind, 'needs'>) {
    this.#kind = kind
  }

  count(reading: Reading, decision: Decision<unknown> | undefined): void {
    const problems =
      reading.problems.length > 0 ? reading.problems : decision?.does === 'refuse' ? decision.problems : []
    const does = problems.length > 0 ? 'refuse' : (decision?.does ?? 'match')
    this.#counts[does]++
    if (does === 'create' && !reading.isKnownAgain) this.unrecognised++
    if (this.#isTakeable(reading)) this.#takeable++
    if (decision && decision.does !== 'refuse' && decision.hasOtherName) {
      this.#otherNames.line ||= reading.line
      this.#otherNames.count++
    }
    for (const { path, message } of problems) this.#note(reading, path, message)
    const isShown = this.checked < SHOWN || (does === 'refuse' && this.#refusedShown < SHOWN)
    if (does === 'refuse' && isShown) this.#refusedShown++
    if (isShown) this.#rows.push({ line: reading.line, lead: shown(reading), does, problems })
    this.checked++
  }

  /** Whether what cannot be read is all that is wrong with the row, and it has what it needs without. */
  #isTakeable({ problems, values }: Reading): boolean {
    return (
      problems.length > 0 &&
      problems.every(({ path }) => path !== 'row') &&
      this.#kind.needs.every(({ oneOf }) => oneOf.some(name => values.has(name)))
    )
  }

  #note(reading: Reading, path: string, message: string): void {
    const known = this.#reasons.get(`${path} ${message}`)
    if (known) known.count++
    else
      this.#reasons.set(`${path} ${message}`, {
        path,
        message,
        count: 1,
        line: reading.line,
        sample: reading.texts.get(path)?.slice(0, 100) ?? null,
      })
  }

  told(): ImportPreview {
    return {
      rows: this.#rows,
      checked: this.checked,
      would_create: this.#counts.create,
      would_update: this.#counts.update,
      would_match: this.#counts.match,
      would_refuse: this.#counts.refuse,
      unrecognised: this.unrecognised,
      would_take: this.#takeable,
      other_names: this.#otherNames.count === 0 ? null : this.#otherNames,
      reasons: [...this.#reasons.values()].sort((a, b) => b.count - a.count).slice(0, 50),
    }
  }
}

function shown({ values, externalId }: Reading): Record<string, unknown> {
  const told = [...values].map(([field, value]) => [
    field,
    value instanceof Date ? value.toISOString() : value,
  ])
  return { ...Object.fromEntries(told), external_id: externalId }
}
