import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Logger } from 'pino'
import type { Account } from './account.ts'
import { explain } from './explain.ts'
import { nameForPrograms } from './place.ts'
import type { Programs } from './programs.ts'
import { tuning } from './tuning.ts'

/** After this a shutdown stops being polite; the next start then replays the write-ahead log. */
const PATIENCE_MS = 60_000

/** A running PostgreSQL server, our child. */
export interface Postmaster {
  /** Ends its connections, writes everything down, and waits for its end. */
  stop(): Promise<void>
}

export interface PostmasterOptions {
  cluster: string
  programs: Programs
  account: Account | undefined
  /** Over those of tuning.ts. */
  settings: Record<string, string>
  log: Pick<Logger, 'debug' | 'warn' | 'error'>
  /** Called when it ends without being asked to. */
  onLost: () => void
}

/**
 * Starts the server and waits until it takes connections.
 * @throws StartError
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { cluster, programs, account, log, onLost } = options
  const folder = nameForPrograms(cluster, account)
  const settings = {
    ...tuning(),
    ...options.settings,
    listen_addresses: '',
    unix_socket_directories: folder,
    unix_socket_permissions: '0700',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(programs.postgres, ['-D', folder, ...args], {
    cwd: cluster,
    env: {},
    // A group of its own: Ctrl-C is for us, and we stop it when the last request is answered.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...account,
  })
  const ended = once(child, 'exit')
  // However this process ends, short of kill -9, the server is told to.
  const stopWithUs = () => child.kill('SIGINT')
  process.once('exit', stopWithUs)

  await ready(child, cluster, log)
  let isStopping = false
  void ended.then(([code, signal]) => {
    process.off('exit', stopWithUs)
    if (isStopping) return
    log.error({ code, signal }, 'database: the embedded server ended by itself')
    onLost()
  })

  return {
    async stop() {
      isStopping = true
      child.kill('SIGINT')
      const impatient = setTimeout(() => child.kill('SIGQUIT'), PATIENCE_MS)
      await ended
      clearTimeout(impatient)
    },
  }
}

function ready(
  child: ChildProcess & { stderr: NonNullable<ChildProcess['stderr']> },
  cluster: string,
  log: Pick<Logger, 'debug' | 'warn'>,
): Promise<void> {
  const said: string[] = []
  let isReady = false
  const lines = createInterface(child.stderr)
  return new Promise((resolve, reject) => {
    lines.on('line', line => {
      if (isReady) {
        log[/^(WARNING|FATAL|PANIC)/.test(line) ? 'warn' : 'debug'](`postgres: ${line}`)
        return
      }
      said.push(line)
      if (line.includes('ready to accept connections')) {
        isReady = true
        resolve()
      }
    })
    child.once('error', error => reject(explain(error.message, cluster)))
    // After the last line: `exit` may come before them.
    child.once('close', () => reject(explain(said.join('\n'), cluster)))
  })
}
