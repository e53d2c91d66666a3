import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, Problem } from './lead-app.ts'

/** An import as it is answered, as far as tests look at it. */
export interface ImportAnswer {
  id: number
  status: string
  rows_total: number
  rows_done: number
  created: number
  updated: number
  matched: number
  refused: number
  undone: number
  kept: number
  kept_because: { lead_id: number | null; label: string; reason: string }[]
  reasons: { path: string; message: string; count: number; line: number }[]
  failure: string | null
  found: {
    columns: { name: string; guess: string | null; samples: string[] }[]
    rows: number
    delimiter: string
    encoding: string
    date_order: string | null
    warnings: string[]
    format: string
    kind: string
    guesses: Record<string, (string | null)[]>
    system: string
    dates: { order: string | null; why: string | null }
    phone_country: { country: string; why: string } | null
    damage: {
      rows: number
      can_be_read: boolean
      places: { from_line: number; to_line: number; message: string }[]
    }
    values: Record<string, { value: string; count: number }[]>
  }
}

/** What the columns become, unless a test says otherwise. */
export const PLAIN_MAPPING = {
  country: 'IN',
  historical: true,
  on_duplicate: 'skip',
  system: 'test',
} as const

const BOUNDARY = 'part-of-a-test'

/** Uploads a file through the browser's form. */
export function upload(client: Client, file: string | Buffer, name = 'leads.csv') {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`
  return client.send<ImportAnswer & Problem>({
    method: 'POST',
    url: '/crm/imports',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat([Buffer.from(head), Buffer.from(file), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  })
}

/** Uploads and maps a file and starts its import. @throws Error when one of these is refused */
export async function startImport(
  client: Client,
  file: string | Buffer,
  mapping: object,
  name?: string,
): Promise<number> {
  const uploaded = await upload(client, file, name)
  const url = `/crm/imports/${uploaded.json.id}`
  const mapped = await client.put(`${url}/mapping`, { ...PLAIN_MAPPING, ...mapping })
  const started = await client.post(`${url}/run`)
  const refused = [uploaded, mapped, started].find(answer => answer.status >= 300)
  if (refused) throw new Error(`the import was refused: ${refused.text}`)
  return uploaded.json.id
}

/** Waits until the import has ended. @throws Error when it takes more than 20 s */
export async function ended(client: Client, id: number): Promise<ImportAnswer> {
  for (let i = 0; i < 400; i++) {
    const { json } = await client.get<ImportAnswer>(`/crm/imports/${id}`)
    if (['done', 'failed', 'cancelled', 'undone'].includes(json.status)) return json
    await sleep(50)
  }
  throw new Error(`import ${id} does not end`)
}
