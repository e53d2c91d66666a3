import { generate, PostgresDialect } from 'kysely-codegen'
import type { Database } from './database.ts'

/** The text of generated/tables.ts, for a database that is migrated: one type per table, as `types.ts` makes the values arrive. */
export function generateTypes(database: Pick<Database, 'kysely'>): Promise<string> {
  return generate({
    db: database.kysely,
    dialect: new PostgresDialect(),
    includePattern: 'public.*',
    excludePattern: 'public.schema_migrations',
    typeMapping: { int8: 'number', numeric: 'number', date: 'string', xid8: 'string' },
    outFile: null,
  })
}
