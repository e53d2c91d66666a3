import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartError } from '../../config/start-error.ts'
import { identify } from './process-identity.ts'

/** A checkpoint of everything in memory may take this long on a slow disk. */
const PATIENCE_MS = 120_000

/**
 * Stops the database server that a killed process left behind. Call only while holding the instance lock: then nobody else needs it.
 * It is stopped rather than taken over, so that it runs with today's settings and as our child.
 * @throws StartError when it does not stop
 */
export async function stopOrphan(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = readPid(pidFile)
  if (pid === null) return
  const orphan = isServerOf(cluster, pid) ? identify(pid) : null
  if (orphan === null) {
    // The machine went down, or the number belongs to some other process by now, which would keep PostgreSQL from starting.
    rmSync(pidFile, { force: true })
    return
  }
  // Fast shutdown: ends its connections, writes everything down, exits.
  process.kill(pid, 'SIGINT')
  for (let waited = 0; identify(pid) === orphan; waited += 50) {
    if (waited > PATIENCE_MS) {
      throw new StartError(
        `The database server of an earlier start (process ${pid}) does not stop: end it by hand.`,
      )
    }
    await sleep(50)
  }
}

function readPid(pidFile: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
    return pid > 0 ? pid : null
  } catch {
    return null
  }
}

/** PostgreSQL works inside its folder. */
function isServerOf(cluster: string, pid: number): boolean {
  if (process.platform !== 'linux') return true
  try {
    const here = statSync(cluster)
    const there = statSync(`/proc/${pid}/cwd`)
    return here.dev === there.dev && here.ino === there.ino
  } catch {
    return false
  }
}
