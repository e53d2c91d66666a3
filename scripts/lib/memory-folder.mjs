import { rmSync } from 'node:fs'
import { mkdtemp, statfs } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Linux keeps what lies here in memory. */
const IN_MEMORY = '/dev/shm'
/** `f_type` of such a file system. */
const TMPFS = 0x01021994
/** A run fills less than a third of it. */
const ROOM = 4 * 1024 ** 3
/** What programs are left with beside a folder that is full. */
const MEMORY = 2 * ROOM

/**
 * Makes the folder that a run of the tests keeps its databases, files and reports in: in memory where there is plenty of it, for tests
 * make databases by the hundred, and each is more than a thousand files. It goes away with this process.
 * @returns {Promise<string>}
 */
export async function folderOfRun() {
  const folder = await mkdtemp(join((await hasMemory()) ? IN_MEMORY : tmpdir(), 'optimwalls-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))
  return folder
}

async function hasMemory() {
  if (Math.min(freemem(), process.availableMemory()) < MEMORY) return false
  try {
    const { type, bavail, bsize } = await statfs(IN_MEMORY)
    return type === TMPFS && bavail * bsize >= ROOM
  } catch {
    return false
  }
}
