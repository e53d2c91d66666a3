import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ended, startImport } from '../../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import type { Lead } from '../leads.schemas.ts'

/** Whatever is done to leads, in whatever order: every row of theirs stays reachable, and counts and marks tell the truth. */

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

/** More with SEQUENCES=200, for a long look. */
const RUNS = Number(process.env.SEQUENCES ?? 8)
/** The same sequences in each run; `SEQUENCE_SEED` takes others. */
const SEED = Number(process.env.SEQUENCE_SEED ?? 1)

const STEPS = [
  'create',
  'create',
  'edit',
  'edit',
  'log',
  'merge',
  'merge',
  'undo',
  'delete',
  'restore',
  'import',
  'undo import',
] as const
const step = fc.record({
  does: fc.constantFrom(...STEPS),
  one: fc.nat(100),
  other: fc.nat(100),
  phone: fc.nat(2),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

interface Row {
  id: number
  deleted: boolean
  merged_into: number | null
  is_duplicate: boolean
}

/** The leads of one sequence, told apart from others by their source. */
class Sequence {
  readonly source: string
  readonly phones: string[]
  readonly merges: number[] = []
  readonly imports: number[] = []
  readonly activities: { id: number; leads: number[] }[] = []
  readonly #digits: string

  constructor(number: number) {
    this.source = `sequence-${number}`
    this.#digits = String(number).padStart(4, '0')
    this.phones = [0, 1, 2].map(n => `+9198${this.#digits}111${n}`)
  }

  rows(): Promise<Row[]> {
    return firm.db.rows<Row>(
      'SELECT id, deleted_at IS NOT NULL AS deleted, merged_into, is_duplicate FROM leads WHERE source = $1 ORDER BY id',
      [this.source],
    )
  }

  async take({ does, one, other, phone }: Step): Promise<void> {
    const rows = await this.rows()
    const living = rows.filter(row => !row.deleted)
    const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(from.length, 1)]
    const lead = pick(living, one)
    switch (does) {
      case 'create':
        await admin.lead({
          source: this.source,
          phone: this.phones[phone],
          external_ids: [{ system: this.source, id: `${rows.length}` }],
        })
        return
      case 'edit':
        if (lead)
          await admin.patch(
            `/crm/leads/${lead.id}`,
            other % 2 ? { status: 'contacted' } : { phone: this.phones[phone] },
          )
        return
      case 'log': {
        if (!lead) return
        const payload = { lead_id: lead.id, type: 'note', note: 'Said something' }
        this.activities.push({ id: (await admin.post('/crm/activities', payload)).json.id, leads: [lead.id] })
        return
      }
      case 'delete':
        if (lead) await admin.delete(`/crm/leads/${lead.id}`)
        return
      case 'restore': {
        const gone = pick(
          rows.filter(row => row.deleted),
          one,
        )
        if (gone) await admin.post(`/crm/leads/${gone.id}/restore`)
        return
      }
      case 'merge':
        return this.#merge(
          lead?.id,
          pick(
            living.filter(row => row.id !== lead?.id),
            other,
          )?.id,
        )
      case 'undo':
        return this.#undo(pick(this.merges, one))
      case 'import': {
        const file = [
          'Name,Phone,Source',
          `Imported,${this.phones[phone]},${this.source}`,
          `Other,,${this.source}`,
        ].join('\n')
        const mapping = { columns: { Name: 'name', Phone: 'phone', Source: 'source' }, on_duplicate: 'flag' }
        const id = await startImport(admin, file, mapping)
        expect((await ended(admin, id)).status).toBe('done')
        this.imports.push(id)
        return
      }
      case 'undo import': {
        const id = this.imports.pop()
        if (id === undefined) return
        await admin.post(`/crm/imports/${id}/undo`)
        await vi.waitFor(async () => expect((await ended(admin, id)).status).toBe('undone'))
      }
    }
  }

  async #merge(winner_id: number | undefined, loser_id: number | undefined): Promise<void> {
    if (winner_id === undefined || loser_id === undefined) return
    const { status, json } = await admin.post<{ merge_id: number }>('/crm/leads/merge', {
      winner_id,
      loser_id,
    })
    expect(status).toBe(200)
    this.merges.push(json.merge_id)
    for (const { leads } of this.activities) if (leads.at(-1) === loser_id) leads.push(winner_id)
  }

  async #undo(mergeId: number | undefined): Promise<void> {
    if (mergeId === undefined) return
    const [merge] = await firm.db.rows<{ loser_id: number; undone: boolean; winner_id: number }>(
      'SELECT loser_id, winner_id, undone_at IS NOT NULL AS undone FROM lead_merges WHERE id = $1',
      [mergeId],
    )
    const { status } = await admin.post(`/crm/leads/merges/${mergeId}/undo`)
    expect([200, 404, 422]).toContain(status)
    if (status !== 200 || !merge || merge.undone) return
    for (const { leads } of this.activities)
      if (leads.at(-2) === merge.loser_id && leads.at(-1) === merge.winner_id) leads.pop()
  }
}

async function expectTruth(sequence: Sequence): Promise<void> {
  const rows = await sequence.rows()
  const living = rows.filter(row => !row.deleted)
  const counted = await admin.get<{ total: { count: number } }>(`/crm/leads/counts?source=${sequence.source}`)
  expect(counted.json.total.count, 'counts').toBe(living.length)
  const listed = await admin.get<{ data: Lead[] }>(`/crm/leads?limit=200&source=${sequence.source}`)
  expect(listed.json.data.map(lead => lead.id).sort()).toEqual(living.map(row => row.id).sort())

  const merged = rows.filter(row => row.merged_into !== null).map(row => row.id)
  for (const table of ['stage_history', 'activities', 'follow_ups', 'lead_external_ids', 'lead_files']) {
    const left = await firm.db.rows(`SELECT lead_id FROM ${table} WHERE lead_id = ANY ($1::int[])`, [merged])
    expect(left, `${table} of merged leads`).toEqual([])
  }
  for (const id of merged) {
    const answer = await admin.get(`/crm/leads/${id}`)
    expect(answer.status, `lead ${id} leads on`).toBe(301)
    expect((await admin.get(String(answer.headers.location))).status).toBe(200)
  }
  const moves = await firm.db.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM stage_history WHERE lead_id = ANY ($1::int[]) AND from_stage_id IS NULL`,
    [rows.map(row => row.id)],
  )
  expect(moves[0]?.n, 'every lead entered once').toBe(rows.length)
  const activities = await firm.db.rows<{ id: number; lead_id: number }>(
    'SELECT id::int AS id, lead_id FROM activities WHERE id = ANY ($1::int[]) ORDER BY id',
    [sequence.activities.map(one => one.id)],
  )
  expect(activities).toEqual(sequence.activities.map(({ id, leads }) => ({ id, lead_id: leads.at(-1) })))

  const phonesOf = (lead: Lead) => [lead.phone, ...lead.phones].filter(phone => phone !== null)
  for (const lead of listed.json.data) {
    const shared = listed.json.data.some(
      other => other.id !== lead.id && phonesOf(other).some(phone => phonesOf(lead).includes(phone)),
    )
    expect(lead.is_duplicate, `the mark of lead ${lead.id}`).toBe(shared)
  }
}

test('sequences of create, edit, log, merge, undo, delete, restore, import and its undo', {
  timeout: RUNS * 40_000,
}, async () => {
  let number = 0
  const steps = fc.array(step, { minLength: 6, maxLength: 16 })
  await fc.assert(
    fc.asyncProperty(steps, async taken => {
      const sequence = new Sequence(number++)
      for (const each of taken) await sequence.take(each)
      await expectTruth(sequence)
    }),
    { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: RUNS * 12_000 },
  )
})
