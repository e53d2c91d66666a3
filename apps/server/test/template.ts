import { fileURLToPath } from 'node:url'

/** The migrated database that the others are copied from. */
export const TEMPLATE = 'template_crm'

/** Folder of the migrations. */
export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url))

/** The same server, another database. */
export function onDatabase(url: string, name: string): string {
  return url.replace(/\/[^/?]*\?/, `/${name}?`)
}
