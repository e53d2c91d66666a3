// `npm run audit:verify`: whether every entry of the audit log is as it was written. `-- --expect POSITION:HASH` also checks a head noted earlier.
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)
await import('../apps/server/src/audit-verify-main.ts')
