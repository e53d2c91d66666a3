import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../../apps/server/src/app.ts'
import { readConfig } from '../../apps/server/src/platform/config/config.ts'
import { generateTypes } from '../../apps/server/src/platform/database/generate-types.ts'
import { typesOf } from '../../packages/contract/generate.ts'

/** A file of the repository that nobody writes by hand. */
export interface GeneratedFile {
  /** From the root of the repository. */
  path: string
  text: string
}

/** Everything that is generated, made from the running server: its migrated database and its own OpenAPI document. */
export async function generateFiles(): Promise<GeneratedFile[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'generate-'))
  const app = await buildApp(readConfig({ DATA_DIR: dataDir, PORT: '0', DEMO: 'off', LOG_LEVEL: 'error' }))
  try {
    await app.http.ready()
    const document = (await app.http.inject('/openapi.json')).json()
    return [
      {
        path: 'apps/server/src/platform/database/generated/tables.ts',
        text: await generateTypes(app.platform.db),
      },
      {
        path: 'packages/contract/src/generated/openapi.json',
        text: `${JSON.stringify(document, null, 2)}\n`,
      },
      { path: 'packages/contract/src/generated/openapi.d.ts', text: await typesOf(document) },
    ]
  } finally {
    await app.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
