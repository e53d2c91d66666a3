import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from '@playwright/test'
import { DEMO_PASSWORD, DEMO_PEOPLE, demoEmail } from '../../scripts/lib/demo-people.ts'
import { startProduct } from '../../scripts/lib/product.ts'
import { buildWebWhenStale } from '../../scripts/lib/web-build.mjs'
import { rememberRun, sessionFile } from './run.ts'

/** Starts the product once for all journeys, with a session for each demo person ready to use. */
export default async function globalSetup() {
  buildWebWhenStale()
  const folder = await mkdtemp(join(tmpdir(), 'journeys-'))
  const product = await startProduct({
    dataDir: join(folder, 'data'),
    // Journeys receive webhooks themselves.
    env: { WEBHOOKS_HTTP: 'on', WEBHOOKS_PRIVATE: 'on' },
  })
  rememberRun({ url: product.url, folder })
  await Promise.all(DEMO_PEOPLE.map(person => keepSession(product.url, person)))
  return async () => {
    await product.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function keepSession(url: string, person: (typeof DEMO_PEOPLE)[number]) {
  const api = await request.newContext({ baseURL: url, extraHTTPHeaders: { origin: url } })
  const answer = await api.post('/api/auth/sign-in/email', {
    data: { email: demoEmail(person), password: DEMO_PASSWORD },
  })
  if (!answer.ok()) throw new Error(`Signing in as ${person}: ${answer.status()} ${await answer.text()}`)
  await api.storageState({ path: sessionFile(person) })
  await api.dispose()
}
