import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '../../config/make-folder.ts'
import type { Account } from './account.ts'

/** Linux takes 107 bytes for the path of a socket, macOS 103; the name in the folder is `/.s.PGSQL.5432`. */
const LONGEST_FOLDER = 103 - '/.s.PGSQL.5432'.length

/**
 * How the programs of the database name its folder. The user they run as may not be able to enter the folders above it, so as root they
 * are started inside it and reach it as their own working folder, which needs no right on the way (decision 0004).
 */
export function nameForPrograms(cluster: string, account: Account | undefined): string {
  return account && process.platform === 'linux' ? '/proc/self/cwd' : cluster
}

/** A folder that the database alone may enter (and root). */
export function makePrivateFolder(path: string, account: Account | undefined): void {
  makeFolder(path, 0o700)
  chmodSync(path, 0o700)
  if (account) chownSync(path, account.uid, account.gid)
}

/**
 * The folder of the socket, as a path short enough for a socket: a link to it when its own is too long.
 * @returns the path, and a function that takes the link away again
 */
export function reachSocket(cluster: string): { folder: string; forget: () => void } {
  if (Buffer.byteLength(cluster) <= LONGEST_FOLDER) return { folder: cluster, forget: () => {} }
  const home = mkdtempSync(join(tmpdir(), 'optimwalls-'))
  const folder = join(home, 'db')
  symlinkSync(cluster, folder)
  return { folder, forget: () => rmSync(home, { recursive: true, force: true }) }
}
