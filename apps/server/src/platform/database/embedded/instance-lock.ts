import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cannotWrite, codeOf, StartError } from '../../config/start-error.ts'
import { identify } from './process-identity.ts'

/**
 * Claims a DATA_DIR for this process, by a file `server.lock` that says who it is. A file left by a process that was killed is taken over.
 * @returns a function that gives the folder free
 * @throws StartError when another process that lives has claimed it
 */
export function lockInstance(dataDir: string): () => void {
  const path = join(dataDir, 'server.lock')
  const draft = `${path}.${process.pid}`
  const mine = identify(process.pid) ?? String(process.pid)
  try {
    writeFileSync(draft, mine)
    while (!claim(draft, path)) {
      const theirs = readOrNull(path)
      if (theirs === null) continue
      const pid = Number.parseInt(theirs, 10)
      if (identify(pid) === theirs) {
        throw new StartError(
          `OptimWalls CRM is running already on ${dataDir} (process ${pid}): stop it first, or set DATA_DIR and PORT for a second one.`,
        )
      }
      remove(path, theirs)
    }
  } catch (error) {
    throw cannotWrite(error, path)
  } finally {
    rmSync(draft, { force: true })
  }
  return () => {
    if (readOrNull(path) === mine) rmSync(path, { force: true })
  }
}

/** A link appears whole or not at all, and never over another file. */
function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Removes the file unless someone else put theirs in its place since we read it. */
function remove(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  if (readOrNull(aside) !== stale) claim(aside, path)
  rmSync(aside, { force: true })
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
