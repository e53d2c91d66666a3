import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './bootstrap.mjs'

const WEB = join(root, 'apps/web')
const STAMP = join(root, 'node_modules/.cache/optimwalls/web-sources')
// The build itself writes `.gen.ts` files, from other sources.
const NOT_SOURCES = new Set(['node_modules', 'dist'])

/**
 * Builds the web app when there is none, or when it was built from other sources.
 * @throws Error with what the build said
 */
export function buildWebWhenStale() {
  const sources = hashOf([WEB, join(root, 'packages'), join(root, 'package-lock.json')])
  if (existsSync(join(WEB, 'dist/index.html')) && readStamp() === sources) return
  console.log('Building the web app …')
  rmSync(STAMP, { force: true })
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel=error'], {
    cwd: WEB,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The web app could not be built:\n${stdout}${stderr}`)
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, sources)
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : null
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesUnder)) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  if (!existsSync(path)) return []
  let entries
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    throw error
  }
  return entries
    .filter(({ name }) => !NOT_SOURCES.has(name) && !name.endsWith('.gen.ts'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => filesUnder(join(path, entry.name)))
}
