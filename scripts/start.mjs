// `npm start`: all the set-up on a machine that has only Node and npm, then the server.
import { bootstrap } from './lib/bootstrap.mjs'
import { stopWithParent } from './lib/stop-with-parent.mjs'

stopWithParent()
await bootstrap(import.meta.url)

const { buildWebWhenStale } = await import('./lib/web-build.mjs')
try {
  buildWebWhenStale()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

// In this very process: signals and the exit code need no one to pass them on.
await import('../apps/server/src/main.ts')
