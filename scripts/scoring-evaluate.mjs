// `npm run scoring:evaluate -- --file F.csv --target COLUMN`: how well the score model learns from a table (docs/scoring.md).
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)
await import('./lib/scoring-evaluate-main.ts')
