import { afterAll, beforeAll, expect, test } from 'vitest'
import { move, readStages, type StageBook } from '../../../test/board-client.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import type { Converted } from './conversion.schemas.ts'

let firm: LeadApp
let admin: Client
let book: StageBook
let phones = 0

beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  book = await readStages(firm)
})
afterAll(() => firm.close())

const READY = { project_type: 'residential', budget: 1_500_000 }
const freshPhone = () => `+9198240${String(10_000 + phones++)}`
const convert = (id: number) => admin.post<Converted & Problem>(`/crm/leads/${id}/convert`, {})
const undo = (id: number) => admin.post<{ stage: string } & Problem>(`/crm/leads/${id}/convert/undo`)
const merge = (winner_id: number, loser_id: number) =>
  admin.post<{ merge_id: number } & Problem>('/crm/leads/merge', { winner_id, loser_id })
const unmerge = (id: number) => admin.post<Problem>(`/crm/leads/merges/${id}/undo`)
const stageOf = async (id: number) => (await admin.get(`/crm/leads/${id}`)).json.stage
const conversions = (ids: readonly number[]) =>
  firm.db.rows<{ lead_id: number; merged_from: number | null; client_id: number }>(
    'SELECT lead_id, merged_from, client_id FROM conversions WHERE lead_id = ANY ($1::int[]) ORDER BY id',
    [ids],
  )

/** Two clients, one of whom was in Quote Sent. */
async function twoClients(fields: readonly [object, object]): Promise<[winner: number, loser: number]> {
  const [winner, loser] = [
    await admin.lead({ ...READY, ...fields[0] }),
    await admin.lead({ ...READY, ...fields[1] }),
  ]
  await move(admin, loser.id, { stage_id: book.stageId('Residential', 'Quote Sent') })
  for (const { id } of [winner, loser]) expect((await convert(id)).status).toBe(201)
  return [winner.id, loser.id]
}

test.each([
  ['of one person', () => ({ phone: '+919824099999' })],
  ['of two', () => ({ phone: freshPhone() })],
])(
  'the conversions of merged clients %s are taken back through the winner; taken apart both stand where they stood',
  async (_whose, fields) => {
    const [winner, loser] = await twoClients([fields(), fields()])
    const { merge_id } = (await merge(winner, loser)).json
    const away = await undo(loser)
    expect([away.status, away.json.type, away.json.winner_id]).toEqual([410, 'lead-merged', winner])
    const back = await undo(winner)
    expect([back.status, back.json.stage]).toEqual([200, 'Inquiry'])
    expect(await conversions([winner, loser])).toEqual([])
    expect((await undo(winner)).json).toMatchObject({ rule: 'not-converted' })
    const told = await firm.db.rows(
      "SELECT FROM events WHERE lead_id = $1 AND name = 'lead.conversion_undone'",
      [winner],
    )
    expect(told).toHaveLength(1)
    expect((await unmerge(merge_id)).status).toBe(200)
    expect([await stageOf(winner), await stageOf(loser)]).toEqual(['Inquiry', 'Quote Sent'])
    expect((await convert(loser)).status).toBe(201)
  },
)

test('what was done with either since its own conversion refuses it; a merge that is undone first leaves each its own', async () => {
  const [winner, loser] = await twoClients([{ phone: freshPhone() }, { phone: freshPhone() }])
  await admin.post('/crm/activities', { lead_id: loser, type: 'note', note: 'Wants oak' })
  const { merge_id } = (await merge(winner, loser)).json
  expect((await undo(winner)).json).toMatchObject({ rule: 'client-in-work' })
  expect((await unmerge(merge_id)).status).toBe(200)
  expect((await undo(loser)).json).toMatchObject({ rule: 'client-in-work' })
  expect((await undo(winner)).status).toBe(200)
  expect((await conversions([winner, loser])).map(({ lead_id }) => lead_id)).toEqual([loser])
})

test('converted, taken back, merged and taken apart in all directions at once: nobody is told of a deadlock, and all is there once', async () => {
  const phone = freshPhone()
  const [one, other] = [
    (await admin.lead({ ...READY, phone })).id,
    (await admin.lead({ ...READY, phone })).id,
  ]
  const ids = [one, other]
  for (let round = 0; round < 12; round++) {
    const merges = await firm.db.rows<{ id: number }>(
      'SELECT id FROM lead_merges WHERE winner_id = ANY ($1::int[]) AND undone_at IS NULL',
      [ids],
    )
    const answers = await Promise.all([
      ...ids.map(convert),
      ...[...ids, ...ids].map(undo),
      merge(one, other),
      merge(other, one),
      ...merges.map(({ id }) => unmerge(id)),
      ...ids.toReversed().map(convert),
    ])
    expect(answers.filter(({ status }) => status >= 500).map(({ text }) => text)).toEqual([])
    const wrong = await firm.db.rows(
      `SELECT l.id, l.status FROM leads l WHERE l.id = ANY ($1::int[]) AND l.merged_into IS NULL AND (l.status = 'converted')
         <> EXISTS (SELECT FROM conversions v WHERE v.lead_id = l.id AND v.merged_from IS NULL)`,
      [ids],
    )
    expect(wrong, `round ${round}`).toEqual([])
    const kept = await conversions(ids)
    expect(new Set(kept.map(row => `${row.lead_id} ${row.merged_from}`)).size).toBe(kept.length)
    const nobodys = await firm.db.rows(
      'SELECT id FROM clients c WHERE NOT EXISTS (SELECT FROM conversions v WHERE v.client_id = c.id)',
    )
    expect(nobodys).toEqual([])
  }
})
