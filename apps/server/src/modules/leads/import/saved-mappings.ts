import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { kindOf } from './check-mapping.ts'
import { findImport } from './imports.repository.ts'
import type { ImportMapping } from './imports.schemas.ts'
import type { ImportNeeds } from './imports.service.ts'
import { openMapping, sealMapping } from './sealed-mapping.ts'
import { readSurvey } from './stored-survey.ts'

interface SavedRow {
  id: number
  name: string
  kind: string
  mapping: Buffer
  updated_at: Date
}

/** More than these nobody keeps apart. */
const MOST = 200

/** Mappings kept by name, for everyone who imports. */
export class SavedMappings {
  readonly #needs: ImportNeeds

  constructor(needs: ImportNeeds) {
    this.#needs = needs
  }

  /** All of them; with an import, first those that fit its file. */
  async list(principal: Principal, importId: number | undefined) {
    const { db, storage, crypto } = this.#needs
    const upload = importId === undefined ? undefined : await findImport(db, importId, principal.userId)
    if (importId !== undefined && !upload) throw new AppError('not-found')
    const survey = upload && (await readSurvey(storage, upload.file_key))
    const columns = survey && new Set(survey.columns.map(column => column.name))
    const rows = await allOf(db)
    const saved = rows.map(({ id, name, kind, mapping: sealed, updated_at }) => {
      const mapping = openMapping(crypto, sealed)
      const named = Object.keys(mapping.columns).filter(column => mapping.columns[column] !== null)
      const fits = columns ? named.length > 0 && named.every(column => columns.has(column)) : null
      return { id, name, kind, fits, mapping, updated_at: updated_at.toISOString() }
    })
    return saved.sort((a, b) => Number(b.fits) - Number(a.fits))
  }

  /** Keeps a mapping; one of the same name and kind is replaced. */
  async save(principal: Principal, name: string, mapping: ImportMapping) {
    const { db, crypto } = this.#needs
    const kind = kindOf(this.#needs, principal, mapping)
    const [{ n } = { n: 0 }] = await db.rows<{ n: number }>('SELECT count(*)::int AS n FROM import_mappings')
    if (n >= MOST)
      throw new AppError('rule-violated', {
        errors: [{ path: 'name', message: `There are ${MOST} already: delete one` }],
      })
    const [row] = await db.rows<SavedRow>(
      `INSERT INTO import_mappings (name, kind, mapping, created_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (kind, lower(name)) DO UPDATE SET name = excluded.name, mapping = excluded.mapping, updated_at = now()
       RETURNING *`,
      [name.trim(), kind.name, sealMapping(crypto, mapping), principal.userId],
    )
    if (!row) throw new Error('the insert returned no mapping')
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      fits: null,
      mapping,
      updated_at: row.updated_at.toISOString(),
    }
  }

  /** @throws AppError "not-found" */
  async remove(id: number): Promise<void> {
    const gone = await this.#needs.db.rows('DELETE FROM import_mappings WHERE id = $1 RETURNING 1', [id])
    if (gone.length === 0) throw new AppError('not-found')
  }
}

const allOf = (db: Connection): Promise<SavedRow[]> =>
  db.rows(
    'SELECT id, name, kind, mapping, updated_at FROM import_mappings ORDER BY updated_at DESC LIMIT 500',
  )
