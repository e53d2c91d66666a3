// `npm start`: all the set-up on a machine that has only Node and npm, then the server.
import { join } from 'node:path'
import { bindAllocator } from './lib/allocator.mjs'
import { bootstrap, root } from './lib/bootstrap.mjs'
import { stopWithParent } from './lib/stop-with-parent.mjs'

stopWithParent()
await bootstrap(import.meta.url)
bindAllocator()

// What was compiled for one start is not compiled again for the next. The Node that began this may not have it: asked for here.
const { enableCompileCache } = await import('node:module')
enableCompileCache(join(root, 'node_modules/.cache/optimwalls/compiled'))

const { buildWebWhenStale } = await import('./lib/web-build.mjs')
try {
  buildWebWhenStale()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

// In this very process: signals and the exit code need no one to pass them on.
await import('../apps/server/src/main.ts')
