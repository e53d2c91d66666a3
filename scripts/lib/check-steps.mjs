import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './bootstrap.mjs'

const require = createRequire(import.meta.url)

/** The command that runs a package's program on this very Node, without a shell in between. */
export function nodeBin(packageName, program) {
  const manifestPath = join(root, 'node_modules', packageName, 'package.json')
  const { bin } = require(manifestPath)
  const path = typeof bin === 'string' ? bin : bin[program ?? packageName]
  return [process.execPath, join(dirname(manifestPath), path)]
}

const compiler = nodeBin('typescript-native', 'tsc')

/** What `npm run check` holds to be true of the sources; what takes longest begins first. */
export const checkSteps = [
  { name: 'types of server, packages and tools', command: [...compiler, '-p', '.', '--noEmit'] },
  { name: 'generated files are fresh', command: [process.execPath, 'scripts/generate.mjs', '--check'] },
  {
    name: 'format and lint',
    command: [...nodeBin('@biomejs/biome', 'biome'), 'check', '--error-on-warnings', '--colors=off'],
  },
  { name: 'types of the web app', command: [...compiler, '-p', 'apps/web', '--noEmit'] },
  { name: 'types of the journeys', command: [...compiler, '-p', 'e2e', '--noEmit'] },
  {
    name: 'import arrows',
    command: [
      ...nodeBin('dependency-cruiser', 'depcruise'),
      ...['--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'e2e', 'bench'],
    ],
  },
  { name: 'no dead code', command: [...nodeBin('knip'), '--no-progress'] },
]
