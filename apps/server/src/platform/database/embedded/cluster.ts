import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { StartError } from '../../config/start-error.ts'
import type { Account } from './account.ts'
import { explain } from './explain.ts'
import { makePrivateFolder, nameForPrograms } from './place.ts'
import type { Programs } from './programs.ts'

/** Major version of PostgreSQL whose files we read and write. */
const MAJOR = '18'

/** The superuser of the embedded server. The application is not it. */
export const SUPERUSER = 'postgres'

/**
 * Makes sure that the folder holds a database of this version: makes an empty one where there is none.
 * @throws StartError when it was made by another version, or cannot be made
 */
export async function prepareCluster(
  cluster: string,
  programs: Programs,
  account: Account | undefined,
): Promise<void> {
  const versionFile = join(cluster, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    await makeCluster(cluster, programs, account)
    return
  }
  const found = readFileSync(versionFile, 'utf8').trim()
  if (found !== MAJOR) {
    throw new StartError(
      `DATA_DIR holds a database of PostgreSQL ${found}, and this is PostgreSQL ${MAJOR}: carry it over with pg_upgrade, or set DATA_DIR to another folder (${cluster}).`,
    )
  }
}

/** Made under another name, so that one whose making was interrupted is never taken for whole. */
async function makeCluster(
  cluster: string,
  { initdb }: Programs,
  account: Account | undefined,
): Promise<void> {
  const draft = `${cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  makePrivateFolder(draft, account)
  const args = [
    `--pgdata=${nameForPrograms(draft, account)}`,
    `--username=${SUPERUSER}`,
    // Sorts and folds the same on every machine, whatever its libraries.
    ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    // Whoever can enter the folder of the socket may use it; see place.ts.
    '--auth=trust',
    '--no-instructions',
  ]
  // A group of its own: Ctrl-C is for us, who stop when it is done.
  const child = spawn(initdb, args, {
    cwd: draft,
    env: {},
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...account,
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw explain(said, cluster)
  }
  renameSync(draft, cluster)
}
