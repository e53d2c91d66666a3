// `npm run bench`: measured speed beside its yardstick. Options: bench/src/options.ts.
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)

// Scrolling is measured in a browser, on the pages as they are built.
if (process.argv.some(arg => arg.includes('scroll'))) {
  const { findBrowser } = await import('./lib/programs.mjs')
  const { buildWebWhenStale } = await import('./lib/web-build.mjs')
  buildWebWhenStale()
  const browser = await findBrowser()
  if (browser) process.env.CHROMIUM ??= browser.path
}
await import('../bench/src/main.ts')
