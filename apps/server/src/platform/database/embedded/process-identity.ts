import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * A text that no other process has, now or after a restart of the machine: process ids are used again, in containers at every start.
 * @returns null when no such process lives
 */
export function identify(pid: number): string | null {
  if (!isAlive(pid)) return null
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
    return stdout.trim() ? `${pid} ${stdout.trim()}` : null
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in brackets, may hold anything; the fields after it are counted from the last bracket.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const startedAtTicks = fields[18]
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return state === 'Z' ? null : `${pid} ${startedAtTicks} ${boot}`
  } catch {
    return null
  }
}

/** Also true for a process of another user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
