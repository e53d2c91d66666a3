import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { passOn } from './pass-on.mjs'

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const NEEDED_MAJOR = 24

/**
 * Makes sure that the dependencies of the lock file are installed and that the calling script runs on the Node they pin: installs
 * when needed, and runs the script once more on that Node if this is another one. Returns only on the right one.
 * Works on a machine that has nothing but Node 20 and npm.
 * @param {string} scriptUrl `import.meta.url` of the script
 * @returns {Promise<void>}
 */
export async function bootstrap(scriptUrl) {
  if (!isInstalled()) install()
  const pinned = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(pinned)) {
    if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) return
    fail(
      'Node 24 was not installed, since install scripts are switched off: run "npm ci --ignore-scripts=false".',
    )
  }
  if (realpathSync(pinned) === realpathSync(process.execPath)) return
  const script = fileURLToPath(scriptUrl)
  process.exit(await passOn(pinned, [...process.execArgv, script, ...process.argv.slice(2)]))
}

/** Whether node_modules holds what the lock file asks for. npm keeps its own account of that, written when it is done. */
function isInstalled() {
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const installed = packagesIn(join(root, 'node_modules/.package-lock.json'))
  if (!wanted) fail('package-lock.json is missing: restore it from the repository.')
  return (
    installed !== null &&
    Object.entries(wanted).every(([path, { version, integrity, optional, devOptional, link, resolved }]) => {
      if (!path.startsWith('node_modules/')) return true
      if (link) return isLinked(path, resolved)
      const found = installed[path]
      if (!found) return Boolean(optional || devOptional)
      return found.version === version && found.integrity === integrity
    })
  )
}

/** Whether a folder of this repository can be imported as a package. One that came with a newer checkout is linked in, for which nothing
 *  need be installed anew. */
function isLinked(path, folder) {
  const link = join(root, path)
  if (existsSync(link)) return true
  try {
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, folder), link, 'junction')
    return true
  } catch {
    return false
  }
}

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return null
  }
}

function install() {
  console.log('Installing what the lock file names; this takes a minute or two and happens once …')
  // `npm ci` insists on an entry for every platform's build of every package, and a lock file made where the registry has only some
  // of them lacks the rest. `install` takes the same versions from it and passes over those.
  if (npm(['ci'], 'ignore') === 0 || npm(['install', '--no-save'], 'inherit') === 0) return
  fail('The dependencies could not be installed: see what npm says above.')
}

function npm(command, stderr) {
  // The npm that runs this script, if it does; else the one on the PATH.
  const { npm_execpath: path } = process.env
  const [program, ...first] = path?.endsWith('.js') ? [process.execPath, path] : ['npm']
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync(program, [...first, ...command, ...flags], {
    cwd: root,
    stdio: ['ignore', 'ignore', stderr],
    shell: process.platform === 'win32',
  })
  return status
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
