import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { readRows } from '../import/files/rows-file.ts'
import { changeImport, type ImportRow } from '../import/imports.repository.ts'
import type { Survey } from '../import/imports.schemas.ts'
import { forgetFiles, forgetRefused } from '../import/refused-rows.ts'
import { openMapping } from '../import/sealed-mapping.ts'
import { keepSurvey, readSurvey } from '../import/stored-survey.ts'
import { blankRows } from './blank-rows.ts'
import type { Person } from './holding.ts'
import { StillAtWork } from './still-at-work.ts'

export interface ImportsElsewhereNeeds {
  db: Database
  crypto: Crypto
  storage: Storage
}

type Tells = (text: string) => boolean

const AT_WORK: readonly string[] = ['queued', 'running', 'undoing']
/** Nothing reads the rows of these any more. */
const OVER: readonly string[] = ['done', 'undone']

/**
 * Takes a person out of what is kept of imports: their rows, in files that are still to be imported and among those that were refused, and
 * what was found in them. The others' rows stay. A file whose headings tell of them goes whole. Rows are read of imports that are not over
 * alone: of the others they are gone. Done again it changes nothing.
 * @throws StillAtWork when an import that has the person in it is under way
 */
export async function eraseFromImports(
  needs: ImportsElsewhereNeeds,
  { leadIds }: Person,
  tells: Tells,
): Promise<void> {
  const imports = await needs.db.rows<ImportRow & { wrote: boolean }>(
    `SELECT i.*, EXISTS (
       SELECT FROM import_records r WHERE r.import_id = i.id AND r.record_type = 'lead' AND r.record_id = ANY ($1::int[])
       UNION ALL SELECT FROM events e WHERE e.lead_id = ANY ($1::int[]) AND e.data->'import_id' = to_jsonb(i.id)) AS wrote
     FROM lead_imports i ORDER BY i.id`,
    [leadIds],
  )
  for (const { wrote, ...one } of imports) {
    const isTold = wrote || (await isTellingAtWork(needs, one, tells))
    if (!AT_WORK.includes(one.status)) await eraseFrom(needs, one, { leadIds, tells, wrote })
    else if (isTold) throw new StillAtWork(`import ${one.id}`)
  }
}

/** Whether an import that is to write, or is writing, has the person in its rows. */
async function isTellingAtWork(
  { storage }: ImportsElsewhereNeeds,
  { status, file_key }: ImportRow,
  tells: Tells,
): Promise<boolean> {
  if (status !== 'queued' && status !== 'running') return false
  const told = async () => {
    for await (const { cells } of readRows(storage.read(file_key))) if (tells(cells.join(' '))) return true
    return false
  }
  return (await unlessGone(told())) === true
}

/** Null for what lies in a file that is gone: it tells of nobody. */
const unlessGone = <T>(read: Promise<T>): Promise<T | null> =>
  read.catch((error: unknown) => {
    if (error instanceof AppError && error.type === 'not-found') return null
    throw error
  })

interface Whom {
  leadIds: readonly number[]
  tells: Tells
  wrote: boolean
}

async function eraseFrom(
  { db, crypto, storage }: ImportsElsewhereNeeds,
  one: ImportRow,
  { leadIds, tells, wrote }: Whom,
): Promise<void> {
  const { id, file_key, mapping, status, refused_chunks } = one
  const survey = await unlessGone(readSurvey(storage, file_key))
  const isInHead =
    survey?.columns.some(({ name }) => tells(name)) === true ||
    (mapping !== null && tells(JSON.stringify(openMapping(crypto, mapping))))
  if (isInHead || survey === null) {
    await forgetFiles(storage, one)
    if (status === 'uploaded') await db.rows('DELETE FROM lead_imports WHERE id = $1', [id])
    else
      await changeImport(db, id, {
        ...without(one, leadIds, tells),
        refused_chunks: [],
        ...(isInHead && { mapping: null }),
      })
    return
  }
  const isOver = OVER.includes(status)
  if (isOver) await storage.delete(file_key)
  const blanked = isOver ? [] : await blankRows(storage, file_key, tells)
  const isRefused = await forgetRefused(storage, file_key, refused_chunks, tells)
  if (isOver ? wrote || isRefused || tells(JSON.stringify(survey)) : blanked.length > 0)
    await keepSurvey(storage, file_key, surveyWithout(survey, blanked, tells, isOver))
  const changed = without(one, leadIds, tells)
  if (Object.entries(changed).some(([column, value]) => !isSame(value, one[column as keyof ImportRow])))
    await changeImport(db, id, changed)
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What stands on the import itself, without the person. */
function without(
  { file_name, reasons, kept_because }: ImportRow,
  leadIds: readonly number[],
  tells: Tells,
): Pick<ImportRow, 'file_name' | 'reasons' | 'kept_because'> {
  return {
    file_name: tells(file_name) ? 'Erased' : file_name,
    reasons: reasons.filter(({ path, message }) => !tells(`${path} ${message}`)),
    kept_because: kept_because.filter(
      ({ lead_id, label, reason }) =>
        !(lead_id !== null && leadIds.includes(lead_id)) && !tells(`${label} ${reason}`),
    ),
  }
}

/** What was found in the file without what stood in these rows; of an import that is over, without any examples. */
function surveyWithout(
  survey: Survey,
  blanked: readonly (readonly string[])[],
  tells: Tells,
  isOver: boolean,
): Survey {
  const columns = survey.columns.map((column, i) => {
    const theirs = new Set(blanked.map(cells => cells[i]?.trim().slice(0, 200)))
    return {
      ...column,
      samples: isOver ? [] : column.samples.filter(text => !theirs.has(text) && !tells(text)),
    }
  })
  const values = Object.entries(isOver ? {} : survey.values).map(([name, known]) => {
    const i = survey.columns.findIndex(column => column.name === name)
    const left = known.map(({ value, count }) => ({
      value,
      count: count - blanked.filter(cells => cells[i]?.trim() === value).length,
    }))
    return [name, left.filter(({ value, count }) => count > 0 && !tells(value))] as const
  })
  const places = survey.damage.places.filter(({ message }) => !tells(message))
  return {
    ...survey,
    columns,
    values: Object.fromEntries(values),
    damage: { ...survey.damage, places },
    warnings: survey.warnings.filter(text => !tells(text)),
  }
}
