import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Verdict, verifyChain } from './modules/access/index.ts'
import { type Config, readConfig } from './platform/config/config.ts'
import { StartError } from './platform/config/start-error.ts'
import { createCrypto } from './platform/crypto/crypto.ts'
import { createKeyRing } from './platform/crypto/key-ring.ts'
import { openDatabase } from './platform/database/database.ts'
import { reachEmbedded } from './platform/database/embedded.ts'
import { checkOutsideServer } from './platform/database/outside-server.ts'
import { createLog } from './platform/http/log.ts'
import { explainStart } from './start-failure.ts'

// Ends with 0 when all is as it was written, 1 when it is not, 2 when that could not be found out.
let config: Config | undefined
try {
  const expected = expectedHead()
  config = readConfig(process.env)
  const verdict = await verify(config, expected)
  process.stdout.write(`${said(verdict)}\n`)
  process.exitCode = verdict.broken ? 1 : 0
} catch (error) {
  process.stderr.write(`${explainStart(error, config)}\n`)
  process.exitCode = 2
}

async function verify(
  { databaseUrl, dataDir, encryptionKeys }: Config,
  expected: ReturnType<typeof expectedHead>,
): Promise<Verdict> {
  const log = createLog('warn')
  if (databaseUrl) await checkOutsideServer(databaseUrl)
  const embedded = databaseUrl === undefined ? await reachEmbedded({ dataDir, log }) : undefined
  const db = openDatabase({ url: databaseUrl ?? embedded?.url ?? '', max: 1, log })
  try {
    const [ready] = await db.rows<{ is_so: boolean }>(
      `SELECT to_regclass('audit_chain') IS NOT NULL AS is_so`,
    )
    if (!ready?.is_so) throw new StartError('The database has no audit chain yet: run "npm run migrate".')
    return await verifyChain(db, createCrypto(createKeyRing(encryptionKeys, join(dataDir, 'keys'))), expected)
  } finally {
    await db.close()
    await embedded?.stop()
  }
}

/** @throws StartError */
function expectedHead(): { position: number; hash: string } | undefined {
  const { expect } = readOptions()
  if (expect === undefined) return undefined
  const [, position, hash] = /^(\d{1,15}):([\w-]{22})$/.exec(expect) ?? []
  if (!position || !hash)
    throw new StartError('--expect takes a head as an earlier verification printed it, such as 1204:Zk3….')
  return { position: Number(position), hash }
}

function readOptions(): { expect?: string } {
  try {
    return parseArgs({ options: { expect: { type: 'string' } } }).values
  } catch {
    throw new StartError('audit:verify takes --expect POSITION:HASH and nothing else.')
  }
}

function said({ broken, intact, waiting, head, isOwned }: Verdict): string {
  const number = (n: number) => n.toLocaleString('en-IN')
  const lines = broken
    ? [
        `BROKEN: ${broken.sentence}.`,
        `The ${number(intact)} entries before it in the chain are as they were written.`,
      ]
    : [`All ${number(intact)} chained entries of the audit log are as they were written.`]
  if (waiting > 0)
    lines.push(`${number(waiting)} entries are not chained yet; the server chains once a minute.`)
  if (!broken && intact > 0) lines.push(`Head of the chain: ${head.position}:${head.hash}`)
  lines.push(
    isOwned
      ? 'The database role of the application owns the log: triggers keep it from rewriting, and it could switch them off (docs/security.md).'
      : 'The database role of the application can add to the log, and neither change nor remove.',
  )
  return lines.join('\n')
}
