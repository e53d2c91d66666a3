// `npm run migrate`: brings the database of the configuration to the newest tables, and stops.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bootstrap, root } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)
await import(pathToFileURL(join(root, 'apps/server/src/migrate-main.ts')).href)
