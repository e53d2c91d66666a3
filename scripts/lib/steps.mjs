import { spawn } from 'node:child_process'

/**
 * One thing that either holds or not.
 * @typedef {object} Step
 * @property {string} name What holds when it passes, as a noun.
 * @property {string[]} command Program and arguments.
 * @property {Record<string, string>} [env] Added to the environment.
 */

/**
 * Runs a program, keeping what it says.
 * @param {string[]} command
 * @param {{ env?: Record<string, string>, cwd?: string, echo?: boolean }} [options] `echo` also shows the output as it comes.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run([program, ...args], { env, cwd, echo = false } = {}) {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = stream => chunk => {
      output += chunk
      if (echo) stream.write(chunk)
    }
    child.stdout.on('data', keep(process.stdout))
    child.stderr.on('data', keep(process.stderr))
    child.on('error', error => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.on('close', code => resolve({ code: code ?? 1, output }))
  })
}

/** As many run beside each other: most of them leave a core idle. */
const AT_ONCE = 2

/**
 * Begins the steps in order, two at a time, one line for each that has ended; a failed one shows what its tool said, and the rest still
 * run.
 * @param {readonly Step[]} steps
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runSteps(steps) {
  const waiting = [...steps]
  const counts = { passed: 0, failed: 0 }
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      counts[(await holds(step)) ? 'passed' : 'failed'] += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return counts
}

/**
 * Runs one step and tells what came of it.
 * @param {Step} step
 * @returns {Promise<boolean>} Whether it holds.
 */
async function holds({ name, command, env }) {
  const startedAt = performance.now()
  const { code, output } = await run(command, { env })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '       '))
  return code === 0
}
