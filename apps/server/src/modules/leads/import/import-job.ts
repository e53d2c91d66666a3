import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Principal, scopeOf } from '@optimwalls/permissions'
import { Type } from 'typebox'
import type { Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { defineJob, type JobRun } from '../../../platform/jobs/jobs.ts'
import type { Realtime } from '../../../platform/realtime/realtime.ts'
import { announceImport } from '../lead-facts.ts'
import { checkMapping } from './check-mapping.ts'
import { readRows } from './files/rows-file.ts'
import type { TableRow } from './files/table-row.ts'
import { insertRecords } from './import-records.repository.ts'
import { addReasons, changeImport, type ImportRow, lockImport } from './imports.repository.ts'
import type { ImportMapping } from './imports.schemas.ts'
import type { ImportNeeds } from './imports.service.ts'
import type { Decision, ImportKind, ImportRecord, ImportRun, Reading, Written } from './kinds/import-kind.ts'
import { RowReader } from './kinds/row-reader.ts'
import { keepRefused, type RefusedRow } from './refused-rows.ts'
import { openMapping } from './sealed-mapping.ts'
import { readSurvey } from './stored-survey.ts'
import { tellImport } from './tell-import.ts'

/** Rows of one transaction. Each locks its phone and its e-mail; PostgreSQL has room for some thousand such locks. */
const CHUNK = 400
/** Rows that are read at a stretch. */
const STRETCH = 20

export interface ImportJobNeeds extends ImportNeeds {
  realtime: Realtime
  now: () => Date
}

/** The importer may no longer do this: what is imported stays, the rest is left. */
class ImportStopped extends Error {}
/** Somebody has cancelled it. What becomes of it since, perhaps another run, is not for this run to say. */
class ImportLeft extends Error {}

/** Imports a file chunk by chunk. A chunk and the note of how far the import is are one transaction: whenever the process dies, the
 *  next run goes on behind the last chunk, and no row is imported twice, not even by two runs at once. */
export function importJob(needs: ImportJobNeeds) {
  const { db, storage, realtime, now } = needs
  return defineJob({
    name: 'leads-import',
    schema: Type.Object({ import_id: Type.Integer() }),
    maxAttempts: 10,
    key: ({ import_id }) => `leads-import-${import_id}`,
    async run({ import_id }, run) {
      const row = await db.inTransaction(async tx => {
        const found = await lockImport(tx, import_id)
        if (found?.status !== 'queued' && found?.status !== 'running') return null
        return changeImport(tx, import_id, { status: 'running' })
      })
      if (!row) return
      try {
        await new ImportRunner(needs, row, run).run()
      } catch (error) {
        if (error instanceof ImportLeft) await finish(needs, row, null)
        else if (error instanceof ImportStopped)
          await finish(needs, row, { status: 'failed', failure: error.message })
        else throw error
        return
      }
      const ended = await finish(needs, row, { status: 'done', failure: null })
      // Nobody reads its rows again: what people are told in them is kept no longer than need be.
      if (ended?.status === 'done') await storage.delete(row.file_key)
    },
    async onFailed({ import_id }, error, run) {
      run.log.error({ err: error, import_id }, 'leads: an import failed')
      const failure = 'The import stopped because of a fault on our side. What was imported so far is kept.'
      tellImport(
        realtime,
        await changeImport(db, import_id, { status: 'failed', failure, finished_at: now() }),
      )
    },
  })
}

/** Ends an import unless it was ended meanwhile or there is nothing to end, and has the pages of those who got leads fetch them. */
async function finish(
  needs: ImportJobNeeds,
  { id, user_id, mapping }: ImportRow,
  ending: Pick<ImportRow, 'status' | 'failure'> | null,
): Promise<ImportRow | undefined> {
  const { db, realtime, neighbours, crypto, now } = needs
  const { owner_values = {}, constants, historical = true } = mapping ? openMapping(crypto, mapping) : {}
  const people = await neighbours.people.all()
  const ids = new Set([...Object.values(owner_values), constants?.assigned_to])
  const owners = [...ids].flatMap(owner => (owner == null ? [] : (people.get(owner) ?? [])))
  const ended = await db.inTransaction(async tx => {
    announceImport(tx, id, user_id, owners, historical)
    const row = await lockImport(tx, id)
    return ending && row?.status === 'running' ? changeImport(tx, id, { ...ending, finished_at: now() }) : row
  })
  if (ended) tellImport(realtime, ended)
  return ended
}

class ImportRunner {
  readonly #needs: ImportJobNeeds
  readonly #row: ImportRow
  readonly #job: JobRun
  readonly #mapping: ImportMapping
  readonly #kind: ImportKind

  constructor(needs: ImportJobNeeds, row: ImportRow, job: JobRun) {
    if (!row.mapping) throw new Error(`import ${row.id} has no mapping`)
    const kind = needs.kinds.find(row.kind)
    if (!kind) throw new Error(`import ${row.id} is of the unknown kind ${row.kind}`)
    this.#needs = needs
    this.#row = row
    this.#job = job
    this.#kind = kind
    this.#mapping = openMapping(needs.crypto, row.mapping)
  }

  async run(): Promise<void> {
    const { storage, settings, crypto, ownFields, now } = this.#needs
    const { file_key, found, rows_done } = this.#row
    const survey = await readSurvey(storage, file_key)
    const reader = new RowReader({
      kind: this.#kind,
      header: survey.columns.map(column => column.name),
      mapping: this.#mapping,
      delimiter: found.delimiter ?? ',',
      timeZone: settings.timeZone,
      now: now(),
      ownFields: await ownFields.byKey(),
      hash: text => crypto.hash('import-row', text),
    })
    await this.#mayRun(survey)
    let number = 0
    let chunk: TableRow[] = []
    let writing: Promise<void> = Promise.resolve()
    // One chunk is read while the database writes the one before.
    const flush = async () => {
      const [start, readings] = [number - chunk.length, await this.#readInTurns(chunk, reader)]
      chunk = []
      await writing
      writing = this.#importChunk(start, readings)
      // Whoever waits for it hears of its failure.
      writing.catch(() => undefined)
    }
    try {
      for await (const row of readRows(storage.read(file_key))) {
        if (number++ < rows_done) reader.pass(row)
        else {
          chunk.push(row)
          if (chunk.length >= CHUNK) await flush()
        }
      }
      if (chunk.length > 0) await flush()
      await writing
    } finally {
      // Nothing of this run is written after its end.
      await writing.catch(() => undefined)
    }
  }

  /** Reads rows, and lets others have their turn in between. */
  async #readInTurns(rows: readonly TableRow[], reader: RowReader): Promise<Reading[]> {
    const readings: Reading[] = []
    for (const [i, row] of rows.entries()) {
      if (i % STRETCH === 0) await nextTurn()
      const reading = reader.read(row)
      if (reading.problems.length === 0) this.#kind.prepare?.(this.#mapping, reading)
      readings.push(reading)
    }
    return readings
  }

  /** The rights of the importer are those of this moment, not of the moment in which the import was started. */
  async #mayRun(survey: Awaited<ReturnType<typeof readSurvey>>): Promise<void> {
    const principal = await this.#principal()
    try {
      await checkMapping(this.#needs, principal, this.#mapping, survey)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw new ImportStopped(`The import was stopped: ${error.facts.errors?.[0]?.message ?? error.message}.`)
    }
  }

  async #principal(): Promise<Principal> {
    const principal = await this.#needs.neighbours.principalOf(this.#row.user_id)
    const { permission } = this.#kind
    const may =
      principal &&
      scopeOf(principal, 'CRM', 'import') !== null &&
      (!permission || scopeOf(principal, permission.module, permission.action) !== null)
    if (!may) {
      const { neighbours } = this.#needs
      neighbours.onStopped(this.#row.user_id, 'leads-import', 'the right to import was taken away')
      throw new ImportStopped('The right to import was taken away. What was imported before is kept.')
    }
    return principal
  }

  async #importChunk(start: number, readings: readonly Reading[]): Promise<void> {
    this.#job.signal.throwIfAborted()
    const { db, storage, crypto, now, realtime } = this.#needs
    const { id, file_key } = this.#row
    const principal = await this.#principal()
    const run: ImportRun = {
      importId: id,
      mapping: this.#mapping,
      principal,
      request: { id: `import-${id}`, ip: '' },
      now: now(),
      isTry: false,
      seen: new Set(),
    }
    const progress = await db.inTransaction(async tx => {
      const row = await lockImport(tx, id)
      if (!row) throw new Error(`import ${id} is gone`)
      if (row.status !== 'running') throw new ImportLeft(`import ${id} is ${row.status}`)
      // Another run, of a worker taken for dead, was faster.
      if (row.rows_done !== start) return row
      const done = await writeChunk(this.#kind, tx, run, readings)
      await insertRecords(tx, crypto, id, done.records)
      if (done.refused.length > 0) await keepRefused(storage, file_key, start, done.refused)
      return changeImport(tx, id, {
        rows_done: start + readings.length,
        created: row.created + done.created,
        updated: row.updated + done.updated,
        matched: row.matched + done.matched,
        refused: row.refused + done.refused.length,
        ...(done.refused.length > 0 && {
          refused_chunks: [...row.refused_chunks, start],
          reasons: addReasons(row.reasons, done.refused),
        }),
      })
    })
    tellImport(realtime, progress)
  }
}

interface ChunkDone {
  records: ImportRecord[]
  refused: RefusedRow[]
  created: number
  updated: number
  matched: number
}

async function writeChunk(
  kind: ImportKind,
  tx: Transaction,
  run: ImportRun,
  readings: readonly Reading[],
): Promise<ChunkDone> {
  const done: ChunkDone = { records: [], refused: [], created: 0, updated: 0, matched: 0 }
  const good = readings.filter(({ problems }) => problems.length === 0)
  for (const { line, cells, problems } of readings)
    if (problems.length > 0) done.refused.push({ line, cells, problems })
  const decisions: Decision<unknown>[] = await kind.plan(tx, run, good)
  const writing = decisions.flatMap((decision, i) => {
    const reading = good[i]
    return reading && (decision.does === 'create' || decision.does === 'update')
      ? [{ ...decision, reading }]
      : []
  })
  const written = await kind.apply(tx, run, writing)
  const count = (one: Decision<unknown> | Written, reading: Reading | undefined) => {
    if (one.does === 'match') done.matched++
    else if (one.does === 'refuse') {
      if (reading) done.refused.push({ line: reading.line, cells: reading.cells, problems: one.problems })
    } else if (one.does === 'create') done.created++
    else done.updated++
  }
  for (const [i, decision] of decisions.entries())
    if (decision.does === 'match' || decision.does === 'refuse') count(decision, good[i])
  for (const [i, one] of written.entries()) {
    count(one, writing[i]?.reading)
    if ('records' in one) done.records.push(...(one.records ?? []))
  }
  done.refused.sort((a, b) => a.line - b.line)
  return done
}
