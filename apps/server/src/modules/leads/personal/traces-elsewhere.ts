import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { abandonedFiles, forgetFile } from '../attachments/attachments.repository.ts'
import { forget } from '../attachments/attachments.service.ts'
import { openTable } from '../import/files/open-table.ts'
import { forgetFiles, refusedFile } from '../import/refused-rows.ts'
import { openMapping } from '../import/sealed-mapping.ts'
import type { Person } from './holding.ts'

export interface ElsewhereNeeds {
  db: Database
  crypto: Crypto
  storage: Storage
}

/** An import or an export that has the person in it is still at work: what it writes is erased once it has ended. */
export class StillAtWork extends Error {}

interface ImportFiles {
  id: number
  status: string
  file_key: string
  file_name: string
  refused_chunks: number[]
  mapping: Buffer | null
}

const AT_WORK: readonly string[] = ['queued', 'running', 'undoing']

/**
 * Erases a person from what this module keeps beside its rows: files of their leads, imported files that tell of them with their refused
 * rows, exported files, saved mappings, the dictionary of words. Done again it changes nothing.
 * @param tells whether a text tells of the person
 * @throws StillAtWork when something is to be waited for
 */
export async function eraseElsewhere(
  needs: ElsewhereNeeds,
  person: Person,
  tells: (text: string) => boolean,
): Promise<void> {
  await sweepFiles(needs)
  await forgetExports(needs, tells)
  await forgetImports(needs, person, tells)
  await forgetMappings(needs, tells)
  await forgetWords(needs)
}

async function sweepFiles({ db, storage }: ElsewhereNeeds): Promise<void> {
  for (const file of await abandonedFiles(db, 10_000)) {
    await forget(storage, file.storage_key)
    await forgetFile(db, file.id)
  }
}

/** Exported files that tell of the person go, those that cannot be read too; one that is being written is waited for. */
async function forgetExports(
  { db, storage }: ElsewhereNeeds,
  tells: (text: string) => boolean,
): Promise<void> {
  const rows = await db.rows<{ id: number; status: string; file_key: string }>(
    "SELECT id, status, file_key FROM lead_exports WHERE status IN ('running', 'done') ORDER BY id",
  )
  for (const { id, status, file_key } of rows) {
    if (status === 'running') throw new StillAtWork(`export ${id}`)
    const isTelling = await tableTells(storage, file_key, tells).catch(() => true)
    if (!isTelling) continue
    await db.rows("UPDATE lead_exports SET status = 'stopped', failure = $2 WHERE id = $1", [
      id,
      'Somebody in it was erased. Begin the export anew.',
    ])
    await storage.delete(file_key)
  }
}

/** Whether a row of a stored table tells of the person. */
async function tableTells(
  storage: Storage,
  fileKey: string,
  tells: (text: string) => boolean,
): Promise<boolean> {
  for await (const { cells } of (await openTable(storage.read(fileKey))).rows)
    if (tells(cells.join(' '))) return true
  return false
}

async function forgetImports(
  needs: ElsewhereNeeds,
  { leadIds }: Person,
  tells: (text: string) => boolean,
): Promise<void> {
  const { db, storage } = needs
  const imports = await db.rows<ImportFiles & { wrote: boolean }>(
    `SELECT i.id, i.status, i.file_key, i.file_name, i.refused_chunks, i.mapping, EXISTS (
       SELECT FROM import_records r WHERE r.import_id = i.id AND r.record_type = 'lead' AND r.record_id = ANY ($1::int[])
       UNION ALL SELECT FROM events e WHERE e.lead_id = ANY ($1::int[]) AND e.data->'import_id' = to_jsonb(i.id)) AS wrote
     FROM lead_imports i ORDER BY i.id`,
    [leadIds],
  )
  for (const one of imports) {
    if (!one.wrote && !(await mentions(needs, one, tells))) continue
    if (AT_WORK.includes(one.status)) throw new StillAtWork(`import ${one.id}`)
    await forgetFiles(storage, one)
    if (one.status === 'uploaded') await db.rows('DELETE FROM lead_imports WHERE id = $1', [one.id])
    else await emptyImport(needs, one, tells)
  }
}

/** Leaves of an import how many rows it had and what became of them. */
async function emptyImport(
  { db, crypto }: ElsewhereNeeds,
  { id, file_name, mapping }: ImportFiles,
  tells: (text: string) => boolean,
): Promise<void> {
  const keepsMapping = mapping !== null && !tells(JSON.stringify(openMapping(crypto, mapping)))
  await db.rows(
    `UPDATE lead_imports SET file_name = $2, mapping = CASE WHEN $3 THEN mapping END, found = '{}', reasons = '{}', kept_because = '{}',
       refused_chunks = '{}' WHERE id = $1`,
    [id, tells(file_name) ? 'Erased' : file_name, keepsMapping],
  )
}

/** Whether an imported file, its name, what it was taken for, or one of its refused rows tells of the person. */
async function mentions(
  { crypto, storage }: ElsewhereNeeds,
  one: ImportFiles,
  tells: (text: string) => boolean,
): Promise<boolean> {
  if (tells(one.file_name)) return true
  if (one.mapping && tells(JSON.stringify(openMapping(crypto, one.mapping)))) return true
  try {
    if (await tableTells(storage, one.file_key, tells)) return true
    if (one.refused_chunks.length === 0) return false
    const chunks: Uint8Array[] = []
    for await (const chunk of refusedFile(storage, one.file_key, one.refused_chunks, [])) chunks.push(chunk)
    return tells(Buffer.concat(chunks).toString('utf8'))
  } catch {
    // A file that is gone tells of nobody; one that cannot be read is not kept for a person to find.
    return one.refused_chunks.length > 0
  }
}

/** A mapping of a file without a header line has somebody's e-mail and phone for headings. */
async function forgetMappings(
  { db, crypto }: ElsewhereNeeds,
  tells: (text: string) => boolean,
): Promise<void> {
  const saved = await db.rows<{ id: number; name: string; mapping: Buffer }>(
    'SELECT id, name, mapping FROM import_mappings',
  )
  const gone = saved.filter(
    ({ name, mapping }) => tells(name) || tells(JSON.stringify(openMapping(crypto, mapping))),
  )
  await db.rows('DELETE FROM import_mappings WHERE id = ANY ($1::int[])', [gone.map(({ id }) => id)])
}

/** Words that nobody's name and no city has any more leave the dictionary. Whoever writes a lead with one of them waits meanwhile, so that
 *  none is lost. */
async function forgetWords({ db }: ElsewhereNeeds): Promise<void> {
  await db.inTransaction(async tx => {
    await tx.rows('LOCK TABLE lead_words IN SHARE ROW EXCLUSIVE MODE')
    await tx.rows(
      `DELETE FROM lead_words w WHERE NOT EXISTS (
         SELECT FROM lead_terms t WHERE t.term IN ('n:' || w.word, 'c:' || w.word))`,
    )
  })
}
