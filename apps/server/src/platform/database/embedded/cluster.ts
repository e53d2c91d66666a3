import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
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
export function prepareCluster(cluster: string, programs: Programs, account: Account | undefined): void {
  const versionFile = join(cluster, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    makeCluster(cluster, programs, account)
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
function makeCluster(cluster: string, { initdb }: Programs, account: Account | undefined): void {
  const draft = `${cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  makePrivateFolder(draft, account)
  const { status, stderr } = spawnSync(
    initdb,
    [
      `--pgdata=${nameForPrograms(draft, account)}`,
      `--username=${SUPERUSER}`,
      // Sorts and folds the same on every machine, whatever its libraries.
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      // Whoever can enter the folder of the socket may use it; see place.ts.
      '--auth=trust',
      '--no-instructions',
    ],
    { cwd: draft, encoding: 'utf8', env: {}, ...account },
  )
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw explain(stderr ?? '', cluster)
  }
  renameSync(draft, cluster)
}
