import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { StartError } from '../platform/config/start-error.ts'

const MAIN = fileURLToPath(new URL('../demo-main.ts', import.meta.url))

/** What the process that fills is told. Over its channel, since who sees the process would see its arguments. */
export interface DemoOrder {
  databaseUrl: string
}

/** What it answers at its end. */
export interface DemoOutcome {
  /** For whoever started the server; null when the firm is there. */
  failure: string | null
}

/** Fills an empty database with the demo firm in a process of its own: what that takes, some 80 MB for two years of a firm and the
 *  training on them, goes back to the machine with it. It ends with this process, and then leaves nothing half made.
 *  @throws StartError */
export async function fillApart(databaseUrl: string): Promise<void> {
  const child = fork(MAIN, [])
  const outcome = await new Promise<DemoOutcome>((resolve, reject) => {
    child.once('message', message => resolve(message as DemoOutcome))
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new StartError(`The demo firm could not be made: its process ended with ${signal ?? code}.`)),
    )
    child.send({ databaseUrl } satisfies DemoOrder)
  })
  if (outcome.failure !== null) throw new StartError(outcome.failure)
}
