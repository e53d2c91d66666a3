// `npm run migrate`: brings the database of the configuration to the newest tables, and stops.
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)
await import('../apps/server/src/migrate-main.ts')
