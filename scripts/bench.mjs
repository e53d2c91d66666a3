// `npm run bench`: measured speed beside its yardstick. Options: bench/src/options.ts.
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)
await import('../bench/src/main.ts')
