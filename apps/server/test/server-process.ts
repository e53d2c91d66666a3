import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
/** As `npm start` has it: what one start has compiled serves the next. */
const COMPILED = fileURLToPath(new URL('../../../node_modules/.cache/optimwalls/compiled', import.meta.url))
const CHEAP_PASSWORDS = new URL('cheap-passwords.ts', import.meta.url).href

/** The server as its users run it, but for the cost of passwords: it reads those of the tests. */
export interface ServerProcess {
  child: ChildProcess
  /** Everything printed so far. */
  printed(): string
  /** Resolves with what was printed once it is ready. @throws Error when it ends before */
  ready(): Promise<string>
  /** Resolves with the exit code when it has ended; null when a signal ended it. */
  ended(): Promise<number | null>
}

const started = new Set<ChildProcess>()

/** Starts the server on a free port, with no setting but these. */
export function startServer(env: Record<string, string>): ServerProcess {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--import', CHEAP_PASSWORDS, MAIN], {
    env: { PATH, HOME, NODE_COMPILE_CACHE: COMPILED, PORT: '0', DEMO: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.add(child)
  let printed = ''
  const end = once(child, 'close').then(([code]) => code as number | null)
  const ready = new Promise<string>((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      printed += chunk
      if (/ is ready.*\n/.test(printed)) resolve(printed)
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    void end.then(code => reject(new Error(`ended with ${code}:\n${printed}`)))
  })
  // Not every test waits for it.
  ready.catch(() => {})
  return { child, printed: () => printed, ready: () => ready, ended: () => end }
}

/** Ends what a failed test left running. */
export async function endAllServers(): Promise<void> {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  started.clear()
}
