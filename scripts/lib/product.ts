import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { ALLOCATOR_SETTINGS } from './allocator.mjs'

/** As `npm start` has it. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/optimwalls/compiled', import.meta.url))
const MAIN = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))

/** Those that `npm start` gives to Node: they bound its memory (docs/decisions/0023). */
const NODE_FLAGS = manifest.scripts.start.split(' ').filter(word => word.startsWith('--'))

/** What could leak in from the shell of whoever runs the tests. */
const FOREIGN_SETTINGS = ['DATABASE_URL', 'REDIS_URL', 'SMTP_URL', 'PUBLIC_URL', 'ROLES', 'MODULES', 'DEMO']

/** The product as its users have it, in its own process. */
export interface Product {
  url: string
  process: ChildProcess
  /** Ends it the polite way and waits; by force after 20 s. */
  stop(): Promise<void>
}

export interface ProductOptions {
  /** Where its database and files live; kept by who gave it. */
  dataDir: string
  /** Default: any free one. */
  port?: number
  env?: Record<string, string>
  /** Another file that starts the product. It gets a channel for messages. */
  main?: string
  /** How long the first start may take, demo data included. Milliseconds, default 120,000. */
  readyWithinMs?: number
}

/** Starts the product and waits until it is ready to serve.
 *  @throws Error with what it printed, when it ends or is not ready in time. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const port = options.port ?? (await freePort())
  const child = spawn(process.execPath, [...NODE_FLAGS, options.main ?? MAIN], {
    env: {
      ...ALLOCATOR_SETTINGS,
      ...withoutForeignSettings(process.env),
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: options.dataDir,
      NODE_COMPILE_CACHE: COMPILED,
      LOG_LEVEL: 'warn',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.main ? (['ipc'] as const) : [])],
  })
  const output: string[] = []
  child.stdout?.on('data', chunk => output.push(String(chunk)))
  child.stderr?.on('data', chunk => output.push(String(chunk)))

  const product: Product = { url: `http://127.0.0.1:${port}`, process: child, stop: () => stop(child) }
  try {
    await untilReady(product, options.readyWithinMs ?? 120_000)
  } catch (error) {
    await product.stop()
    throw new Error(`The product did not start.\n${output.join('')}`, { cause: error })
  }
  return product
}

async function untilReady({ url, process: child }: Product, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs
  while (child.exitCode === null && child.signalCode === null) {
    const ready = await fetch(`${url}/readyz`).then(
      answer => answer.ok,
      () => false,
    )
    if (ready) return
    if (Date.now() > deadline) throw new Error(`Not ready within ${withinMs} ms`)
    await sleep(50)
  }
  throw new Error(`Ended with ${child.signalCode ?? child.exitCode}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(force)
}

function withoutForeignSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !FOREIGN_SETTINGS.includes(name)))
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (!address || typeof address === 'string') throw new Error('The system named no port')
  return address.port
}
