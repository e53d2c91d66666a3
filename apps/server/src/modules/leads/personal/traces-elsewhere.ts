import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { abandonedFiles, forgetFile } from '../attachments/attachments.repository.ts'
import { forget } from '../attachments/stored-file.ts'
import { openTable } from '../import/files/open-table.ts'
import { openMapping } from '../import/sealed-mapping.ts'
import type { Person } from './holding.ts'
import { eraseFromImports } from './imports-elsewhere.ts'
import { StillAtWork } from './still-at-work.ts'

export interface ElsewhereNeeds {
  db: Database
  crypto: Crypto
  storage: Storage
}

/**
 * Erases a person from what this module keeps beside its rows: files of their leads, their rows in imported files, exported files, saved mappings, the dictionary of words. Done again it changes nothing.
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
  await eraseFromImports(needs, person, tells)
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
