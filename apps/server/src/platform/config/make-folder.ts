import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf, StartError } from './start-error.ts'

/**
 * Makes a folder, and those above it that are missing. Node's own way never ends where a file system says that what it refuses to
 * make is not there, as /proc does.
 * @throws StartError where there can be no such folder; else what `mkdir` throws
 */
export function makeFolder(path: string, mode?: number): void {
  if (existsSync(path) && statSync(path).isDirectory()) return
  const above = dirname(path)
  if (!existsSync(above)) makeFolder(above, mode)
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' && statSync(path).isDirectory()) return
    if (code !== 'ENOENT') throw error
    throw new StartError(
      `DATA_DIR takes a folder that can be written to, but none can be made there: ${path}.`,
      {
        cause: error,
      },
    )
  }
}
