import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))

/** Starts the yardstick on a free port. It ends with this process at the latest. */
export async function startYardstick(databaseUrl: string): Promise<{ url: string; stop(): void }> {
  const child = fork(SERVER, { env: { ...process.env, DATABASE_URL: databaseUrl } })
  const [{ port }] = await once(child, 'message')
  return { url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() }
}
