import { execFileSync } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from '../../scripts/lib/demo-people.ts'
import { type Product, startProduct } from '../../scripts/lib/product.ts'
import { inventLead } from './load/invent-lead.ts'
import { type Random, seeded } from './random.ts'
import { table } from './report.ts'

const FOLDER = resolve('data/bench/import')
const MB = 1024 * 1024

interface ImportState {
  id: number
  status: string
  rows_done: number
  created: number
  failure: string | null
}

interface Outcome {
  run: string
  seconds: number
  peakBytes: number
  created: number
  /** Leads more than before. */
  added: number
}

/** A file of so many leads, imported by the product on its own embedded database: once straight through, once killed in the middle and
 *  started again. Looks for duplicates as always. */
export async function benchImport(rows: number, say: (line: string) => void): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER, { recursive: true })
  let product = await start()
  const outcomes: Outcome[] = []
  try {
    say(`importing ${rows} rows …`)
    outcomes.push(told(await straight()))
    say('the same, killed in the middle …')
    outcomes.push(told(await killed()))
  } finally {
    await product.stop()
    await rm(FOLDER, { recursive: true, force: true })
  }
  console.log(
    table(
      ['import of', 'run', 'seconds', 'rows/s', 'peak MB', 'created', 'leads more'],
      outcomes.map(({ run, seconds, peakBytes, created, added }) => [
        `${rows} rows`,
        run,
        seconds.toFixed(1),
        Math.round(rows / seconds).toString(),
        Math.round(peakBytes / MB).toString(),
        String(created),
        String(added),
      ]),
    ),
  )
  if (outcomes.some(({ created, added }) => created !== rows || added !== rows))
    throw new Error('An import did not bring in every row once')

  /** At once: what comes after it may take minutes. */
  function told(outcome: Outcome): Outcome {
    say(`${outcome.run}: ${outcome.seconds.toFixed(1)} s, ${Math.round(outcome.peakBytes / MB)} MB`)
    return outcome
  }

  async function straight(): Promise<Outcome> {
    const client = await Client.open(product)
    const before = await client.leads()
    const began = performance.now()
    const watch = watchMemory(product)
    const id = await client.start(fileOf(rows, seeded(1), 'a'))
    const { created } = await client.until(id, ({ status }) => status === 'done')
    const seconds = (performance.now() - began) / 1000
    return {
      run: 'straight',
      seconds,
      peakBytes: watch.stop(),
      created,
      added: (await client.leads()) - before,
    }
  }

  async function killed(): Promise<Outcome> {
    let client = await Client.open(product)
    const before = await client.leads()
    const began = performance.now()
    const first = watchMemory(product)
    const id = await client.start(fileOf(rows, seeded(2), 'b'))
    await client.until(id, ({ rows_done }) => rows_done > rows / 2)
    product.process.kill('SIGKILL')
    const peak = first.stop()
    product = await start()
    const second = watchMemory(product)
    client = await Client.open(product)
    const { created } = await client.until(id, ({ status }) => status === 'done')
    const seconds = (performance.now() - began) / 1000
    const peakBytes = Math.max(peak, second.stop())
    return { run: 'killed, resumed', seconds, peakBytes, created, added: (await client.leads()) - before }
  }
}

const start = (): Promise<Product> =>
  startProduct({ dataDir: FOLDER, env: { DEMO: 'on', LOG_LEVEL: 'error' } })

function fileOf(rows: number, random: Random, prefix: string): string {
  const lines = ['Id,Name,Email,Mobile,City,Budget,Source,Created Time']
  for (let i = 0; i < rows; i++) {
    const { name, location, budget, source } = inventLead(random)
    // Each its own, and none of the demo firm's: what the file repeats, or is there already, would be left out.
    const phone = `${prefix === 'a' ? 71 : 81}${String(i).padStart(8, '0')}`
    lines.push(
      `${prefix}${i},${name},${prefix}${i}@mail.example,${phone},${location},${budget},${source},2021-04-15`,
    )
  }
  return lines.join('\n')
}

const MAPPING = {
  columns: {
    Id: 'external_id',
    Name: 'name',
    Email: 'email',
    Mobile: 'phone',
    City: 'location',
    Budget: 'budget',
    Source: 'source',
    'Created Time': 'created_at',
  },
  country: 'IN',
  historical: true,
  on_duplicate: 'skip',
  system: 'bench',
}

class Client {
  readonly #url: string
  readonly #cookie: string

  private constructor(url: string, cookie: string) {
    this.#url = url
    this.#cookie = cookie
  }

  static async open({ url }: Product): Promise<Client> {
    return new Client(url, await signIn(url, 'admin'))
  }

  async #ask<T>(method: string, path: string, body?: string | FormData): Promise<T> {
    const headers = { cookie: this.#cookie, origin: this.#url, ...(typeof body === 'string' && JSON_TYPE) }
    const answer = await fetch(`${this.#url}${path}`, { method, headers, ...(body && { body }) })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.json() as Promise<T>
  }

  async leads(): Promise<number> {
    return (await this.#ask<{ total: { count: number } }>('GET', '/crm/leads/counts')).total.count
  }

  async start(csv: string): Promise<number> {
    const form = new FormData()
    form.append('file', new Blob([csv], { type: 'text/csv' }), 'leads.csv')
    const { id } = await this.#ask<ImportState>('POST', '/crm/imports', form)
    await this.#ask('PUT', `/crm/imports/${id}/mapping`, JSON.stringify(MAPPING))
    await this.#ask('POST', `/crm/imports/${id}/run`)
    return id
  }

  async until(id: number, isReached: (state: ImportState) => boolean): Promise<ImportState> {
    for (;;) {
      const state = await this.#ask<ImportState>('GET', `/crm/imports/${id}`)
      if (state.status === 'failed') throw new Error(`The import failed: ${state.failure}`)
      if (isReached(state)) return state
      await sleep(200)
    }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** The most memory that the product's process held: resident, its database is another process. */
function watchMemory({ process: { pid } }: Product): { stop(): number } {
  let peak = 0
  const look = () => {
    const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }))
    peak = Math.max(peak, kilobytes * 1024)
  }
  look()
  const timer = setInterval(look, 250)
  return {
    stop() {
      clearInterval(timer)
      return peak
    },
  }
}
