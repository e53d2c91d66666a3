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

/**
 * Runs the steps in order, one line each; a failed one shows what its tool said, and the rest still run.
 * @param {readonly Step[]} steps
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runSteps(steps) {
  const counts = { passed: 0, failed: 0 }
  for (const { name, command, env } of steps) {
    const startedAt = performance.now()
    const { code, output } = await run(command, { env })
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    counts[code === 0 ? 'passed' : 'failed'] += 1
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
    if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '       '))
  }
  return counts
}
