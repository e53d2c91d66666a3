import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from './demo-people.ts'
import { freePort, type Product, startProduct } from './product.ts'
import { startSmallFirm } from './small-firm.ts'

/** What a stream of creates found out about a server that was killed under it. */
export interface CrashReport {
  kills: number
  /** Creates that were answered with 201. */
  answered: number
  /** Creates whose connection broke before the answer, and that were not sent again. */
  unanswered: number
  /** One sentence for each create that is not there exactly as often as it must be. Empty when all is well. */
  faults: string[]
}

const WRITERS = 4
/** The server lives this long between two kills, from when it has answered a few creates: on a busy machine it begins slowly. */
const LIFE_MS = { least: 200, most: 1_500 }
const RETRY_MS = 50
/** Creates that are answered in each life at least. */
const ANSWERED_FIRST = 4

/** One create that a writer has sent. */
interface Attempt {
  name: string
  /** Sent with a key, and again until it is answered. */
  hasKey: boolean
  /** Id in the 201; undefined when there was none. */
  answeredId?: number
}

/**
 * Kills the server with -9 under a stream of creates, as often as asked, starting it again on the same data each time; then
 * looks whether every create that was answered is there exactly once. Half of the creates carry an `Idempotency-Key`.
 */
export async function crashUnderCreates(kills: number, say: (line: string) => void): Promise<CrashReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crashes-'))
  const port = await freePort()
  let product: Product = await startSmallFirm({ dataDir, port })
  try {
    const cookie = await signIn(product.url, 'employee')
    const stream = streamCreates(product.url, cookie)
    for (let kill = 1; kill <= kills; kill += 1) {
      await stream.answered(ANSWERED_FIRST)
      await sleep(LIFE_MS.least + Math.random() * (LIFE_MS.most - LIFE_MS.least))
      await killHard(product)
      product = await startProduct({ dataDir, port })
      say(`kill ${kill} of ${kills}: ${stream.attempts.length} creates sent so far`)
    }
    await stream.stop()
    return judge(kills, stream.attempts, await readIdsByName(product.url, cookie))
  } finally {
    await product.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function killHard({ process: child }: Product): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** Writers that send one create after the other, whether the server lives or not. */
function streamCreates(url: string, cookie: string) {
  const attempts: Attempt[] = []
  let isOver = false
  const writers = Array.from({ length: WRITERS }, (_, i) => write(i % 2 === 0))
  return {
    attempts,
    /** Resolves when so many more creates were answered. */
    async answered(more: number) {
      const count = () => attempts.filter(attempt => attempt.answeredId !== undefined).length
      const enough = count() + more
      while (count() < enough) await sleep(RETRY_MS)
    },
    async stop() {
      isOver = true
      await Promise.all(writers)
    },
  }

  async function write(hasKey: boolean): Promise<void> {
    while (!isOver) {
      const attempt: Attempt = { name: `Crash ${randomUUID()}`, hasKey }
      attempts.push(attempt)
      const key: Record<string, string> = hasKey ? { 'idempotency-key': randomUUID() } : {}
      let id = await create(attempt.name, key)
      while (hasKey && id === undefined) {
        await sleep(RETRY_MS)
        id = await create(attempt.name, key)
      }
      if (id === undefined) await sleep(RETRY_MS)
      else attempt.answeredId = id
    }
  }

  /** The id in the 201, or undefined when the connection broke or the server was going down. */
  async function create(name: string, key: Record<string, string>): Promise<number | undefined> {
    try {
      const answer = await fetch(`${url}/crm/leads`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url, cookie, ...key },
        body: JSON.stringify({ name }),
      })
      const body = (await answer.json()) as { id: number }
      return answer.status === 201 ? body.id : undefined
    } catch {
      return undefined
    }
  }
}

/** All leads of the stream, read through the product. */
async function readIdsByName(url: string, cookie: string): Promise<Map<string, number[]>> {
  const ids = new Map<string, number[]>()
  let cursor: string | null = ''
  while (cursor !== null) {
    const answer = await fetch(`${url}/crm/leads?limit=200${cursor && `&cursor=${cursor}`}`, {
      headers: { cookie },
    })
    if (!answer.ok) throw new Error(`Reading the list: ${answer.status} ${await answer.text()}`)
    const page = (await answer.json()) as { data: { id: number; name: string }[]; next_cursor: string | null }
    for (const { id, name } of page.data) ids.set(name, [...(ids.get(name) ?? []), id])
    cursor = page.next_cursor
  }
  return ids
}

function judge(
  kills: number,
  attempts: readonly Attempt[],
  idsByName: ReadonlyMap<string, number[]>,
): CrashReport {
  const faults = attempts.flatMap(({ name, hasKey, answeredId }) => {
    const ids = idsByName.get(name) ?? []
    if (ids.length > 1) return `${name} is there ${ids.length} times${hasKey ? ' in spite of its key' : ''}`
    if (answeredId !== undefined && ids[0] !== answeredId) {
      return `${name} was answered with id ${answeredId} but is ${ids[0] === undefined ? 'not there' : `lead ${ids[0]}`}`
    }
    return []
  })
  const answered = attempts.filter(({ answeredId }) => answeredId !== undefined).length
  return { kills, answered, unanswered: attempts.length - answered, faults }
}
