import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program in our place: same terminal, same signals.
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<number>} its exit code; 128 and the signal's number when a signal ended it
 */
export function passOn(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' })
    // Also keeps us alive until the program has finished its own clean stop.
    for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
