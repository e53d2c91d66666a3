// `npm run pictures`: writes docs/pictures.md and its pictures from a new demo firm. `--only part` takes those whose names hold it.
import { parseArgs } from 'node:util'
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)

const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, url: { type: 'string' } } })
const { findBrowser } = await import('./lib/programs.mjs')
const { buildWebWhenStale } = await import('./lib/web-build.mjs')
if (!values.url) buildWebWhenStale()
const browser = await findBrowser()
if (browser) process.env.CHROMIUM ??= browser.path
const { drawAll } = await import('../e2e/pictures/main.ts')
await drawAll(values)
