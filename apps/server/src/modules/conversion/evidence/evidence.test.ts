import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStages, type StageBook } from '../../../../test/board-client.ts'
import { PNG } from '../../../../test/documents.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Checklist, Converted } from '../conversion.schemas.ts'
import type { QuoteList } from '../quotes/quotes.schemas.ts'

let firm: LeadApp
let admin: Client
let employee: Client
let book: StageBook

beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  employee = await firm.as('employee')
  book = await readStages(firm)
  expect((await askFor(['budget', 'signed_quote', 'booking_payment'])).status).toBe(200)
})
afterAll(() => firm.close())

const askFor = (required_fields: string[], stage = 'Converted') =>
  admin.patch<Problem>(
    `/crm/settings/pipelines/${book.pipelineId('Standard')}/stages/${book.stageId('Standard', stage)}`,
    { required_fields },
  )
const convert = (id: number, body: object = {}) =>
  employee.post<Converted & Problem>(`/crm/leads/${id}/convert`, body)
const checklist = async (id: number) => (await employee.get<Checklist>(`/crm/leads/${id}/conversion`)).json
const pathsOf = ({ json }: { json: Problem }) => json.errors?.map(({ path }) => path)

async function addFile(leadId: number): Promise<number> {
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="signed.png"\r\n\r\n'
  const answer = await employee.send<{ id: number }>({
    method: 'POST',
    url: `/crm/leads/${leadId}/files`,
    payload: Buffer.concat([Buffer.from(head), PNG, Buffer.from('\r\n--x--\r\n')]),
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  return answer.json.id
}
const payment = (file_id: number) => ({ amount: 100_000, paid_on: '2026-11-20', file_id })

test('only the conversion asks for evidence', async () => {
  const answer = await askFor(['signed_quote'], 'Contacted')
  expect([answer.status, pathsOf(answer)]).toEqual([422, ['required_fields.0']])
})

describe('evidence', () => {
  test('that is missing comes back with the fields that are, and the checklist says the same', async () => {
    const lead = await employee.lead()
    const refused = await convert(lead.id)
    expect(refused.json).toMatchObject({ rule: 'required-fields' })
    expect(pathsOf(refused)).toEqual([
      'budget',
      'evidence.signed_quote',
      'evidence.signed_quote.amount',
      'evidence.booking_payment',
    ])
    expect((await checklist(lead.id)).checklist.filter(one => !one.is_met).map(one => one.field)).toEqual([
      'budget',
      'signed_quote',
      'signed_quote.amount',
      'booking_payment',
    ])
  })

  test('is given along: the quote that counts is signed, the payment kept', async () => {
    const lead = await employee.lead({ budget: 900_000 })
    const file = await addFile(lead.id)
    await employee.post(`/crm/leads/${lead.id}/quotes`, {
      amount: 840_000,
      quoted_on: '2026-11-02',
      status: 'sent',
    })
    expect(pathsOf(await convert(lead.id))).toEqual(['evidence.signed_quote', 'evidence.booking_payment'])
    const part = await convert(lead.id, { evidence: { booking_payment: payment(file) } })
    expect(pathsOf(part)).toEqual(['evidence.signed_quote'])
    expect((await checklist(lead.id)).booking_payment).toBe(null)
    const { quote_to_sign } = await checklist(lead.id)
    expect(quote_to_sign).toMatchObject({ version: 1, amount: 840_000, currency: 'INR' })
    const signed_quote = { file_id: file, quote_id: quote_to_sign?.id }
    const done = await convert(lead.id, { evidence: { signed_quote, booking_payment: payment(file) } })
    expect([done.status, done.json.client.value]).toEqual([201, 840_000])
    const quotes = await employee.get<QuoteList>(`/crm/leads/${lead.id}/quotes`)
    expect(quotes.json.data).toMatchObject([
      { amount: 840_000, status: 'accepted', file: { id: file }, is_of_client: true },
    ])
    const told = await checklist(lead.id)
    expect(told.booking_payment).toEqual({
      amount: 100_000,
      currency: 'INR',
      paid_on: '2026-11-20',
      version: 1,
    })
    expect(told.checklist.every(({ is_met }) => is_met)).toBe(true)
  })

  test('signs the quote that it names and no other, and nothing is kept where that has changed', async () => {
    const lead = await employee.lead({ budget: 900_000 })
    const file = await addFile(lead.id)
    const offer = (amount: number, status = 'sent') =>
      employee.post<{ id: number }>(`/crm/leads/${lead.id}/quotes`, {
        amount,
        quoted_on: '2026-11-02',
        status,
      })
    const first = (await offer(840_000)).json.id
    const give = (signed_quote: object) =>
      convert(lead.id, { evidence: { signed_quote, booking_payment: payment(file) } })
    const unnamed = await give({ file_id: file })
    expect([unnamed.status, pathsOf(unnamed)]).toEqual([422, ['evidence.signed_quote.quote_id']])
    await offer(790_000, 'draft')
    await offer(795_000)
    const changed = await give({ file_id: file, quote_id: first })
    expect([changed.status, changed.json.rule, pathsOf(changed)]).toEqual([
      ...[422, 'quote-changed'],
      ['evidence.signed_quote.quote_id'],
    ])
    expect(await firm.db.rows('SELECT FROM booking_payments WHERE lead_id = $1', [lead.id])).toEqual([])
    const { quote_to_sign } = await checklist(lead.id)
    const done = await give({ file_id: file, quote_id: quote_to_sign?.id })
    expect([done.status, done.json.client.value]).toEqual([201, 795_000])
  })

  test('goes back with the conversion: the quote stands as before, with the file it had', async () => {
    const lead = await employee.lead({ budget: 900_000 })
    const [plan, signed] = [await addFile(lead.id), await addFile(lead.id)]
    await employee.post(`/crm/leads/${lead.id}/quotes`, {
      ...{ amount: 840_000, quoted_on: '2026-11-02', status: 'draft', file_id: plan },
    })
    const quote = async () =>
      (await employee.get<QuoteList>(`/crm/leads/${lead.id}/quotes`)).json.data.map(({ status, file }) => ({
        status,
        file: file?.id,
      }))
    const { quote_to_sign } = await checklist(lead.id)
    const evidence = {
      signed_quote: { file_id: signed, quote_id: quote_to_sign?.id },
      booking_payment: payment(plan),
    }
    expect((await convert(lead.id, { evidence })).status).toBe(201)
    expect(await quote()).toEqual([{ status: 'accepted', file: signed }])
    const undone = await admin.post(`/crm/leads/${lead.id}/convert/undo`)
    expect(undone.status, undone.text).toBe(200)
    expect(await quote()).toEqual([{ status: 'draft', file: plan }])
  })

  test('of a payment is not of a day to come', async () => {
    const lead = await employee.lead({ budget: 1 })
    const file = await addFile(lead.id)
    const paid_on = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
    const early = await convert(lead.id, { evidence: { booking_payment: { ...payment(file), paid_on } } })
    expect([early.status, pathsOf(early)]).toEqual([422, ['evidence.booking_payment.paid_on']])
  })

  describe('a booking payment', () => {
    interface Payment extends Problem {
      amount: number
      paid_on: string
      version: number
      current?: unknown
    }
    const correct = (id: number, body: object, by = employee) =>
      by.put<Payment>(`/crm/leads/${id}/booking-payment`, body)

    async function clientWhoPaid(): Promise<number> {
      const lead = await employee.lead({ budget: 900_000 })
      const file_id = await addFile(lead.id)
      const signed_quote = { file_id, amount: 840_000 }
      const done = await convert(lead.id, { evidence: { signed_quote, booking_payment: payment(file_id) } })
      expect(done.status, done.text).toBe(201)
      return lead.id
    }

    test('is put right after the conversion: told in the history and in the audit log, and undoing stays open', async () => {
      const id = await clientWhoPaid()
      const { booking_payment } = await checklist(id)
      const right = { amount: 110_000.5, paid_on: '2026-11-19', version: booking_payment?.version }
      const answer = await correct(id, right)
      expect([answer.status, answer.json]).toEqual([200, { ...right, currency: 'INR', version: 2 }])
      expect((await checklist(id)).booking_payment).toEqual(answer.json)
      const again = await correct(id, { ...right, version: 2 })
      expect(again.json).toEqual(answer.json)
      const told = await firm.db.rows<{ data: object }>(
        "SELECT data FROM events WHERE lead_id = $1 AND name = 'lead.payment_corrected'",
        [id],
      )
      expect(told.map(({ data }) => data)).toMatchObject([
        { amount: 110_000.5, paid_on: '2026-11-19', from: { amount: 100_000, paid_on: '2026-11-20' } },
      ])
      const noted = await firm.db.rows<{ details: object }>(
        "SELECT details FROM audit_logs WHERE action = 'corrected_booking_payment' AND record_id = $1",
        [id],
      )
      expect(noted.map(({ details }) => details)).toEqual([
        {
          amount: { from: 100_000, to: 110_000.5 },
          paid_on: { from: '2026-11-20', to: '2026-11-19' },
        },
      ])
      expect((await admin.post(`/crm/leads/${id}/convert/undo`)).status).toBe(200)
    })

    test('of two who put it right at once one is told what the other wrote', async () => {
      const id = await clientWhoPaid()
      const answers = await Promise.all(
        [110_000, 120_000].map(amount => correct(id, { amount, paid_on: '2026-11-19', version: 1 })),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
      expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({
        ...{ type: 'edit-conflict', current: answers.find(({ status }) => status === 200)?.json },
      })
    })

    test('that is still to come, of nothing, with the file of another lead or out of reach is refused', async () => {
      const id = await clientWhoPaid()
      const other = await employee.lead()
      const right = { amount: 1, paid_on: '2026-11-19', version: 1 }
      const tomorrow = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
      const refusals = [
        [await correct(id, { ...right, paid_on: tomorrow }), 422, ['paid_on']],
        [await correct(id, { ...right, amount: 0 }), 400, ['amount']],
        [await correct(id, { ...right, paid_on: '2026-02-30' }), 400, ['paid_on']],
        [await correct(id, { ...right, file_id: await addFile(other.id) }), 400, ['file_id']],
        [await correct(other.id, right), 404, undefined],
      ] as const
      for (const [answer, status, paths] of refusals)
        expect([answer.status, pathsOf(answer)]).toEqual([status, paths])
      const theirs = await admin.lead({ assigned_to: firm.staff.salespeople[5]?.id })
      expect((await correct(theirs.id, right)).status).toBe(404)
      expect((await checklist(id)).booking_payment).toMatchObject({ amount: 100_000, version: 1 })
    })
  })

  test('of a lead that was offered nothing makes its first quote', async () => {
    const lead = await employee.lead({ budget: 900_000 })
    const file = await addFile(lead.id)
    const evidence = { signed_quote: { file_id: file }, booking_payment: payment(file) }
    expect(pathsOf(await convert(lead.id, { evidence }))).toEqual([
      'evidence.signed_quote',
      'evidence.signed_quote.amount',
    ])
    const done = await convert(lead.id, {
      evidence: { ...evidence, signed_quote: { file_id: file, amount: 777_000 } },
    })
    expect([done.status, done.json.client.value]).toEqual([201, 777_000])
    const again = await convert(lead.id, { evidence })
    expect(again.status).toBe(200)
    expect(await firm.db.rows('SELECT FROM booking_payments WHERE lead_id = $1', [lead.id])).toHaveLength(1)
  })

  test('takes no file of another lead, and nothing that is no payment', async () => {
    const [lead, other] = [await employee.lead({ budget: 1 }), await employee.lead()]
    const strange = await addFile(other.id)
    const foreign = await convert(lead.id, { evidence: { booking_payment: payment(strange) } })
    expect([foreign.status, pathsOf(foreign)]).toEqual([400, ['evidence.booking_payment.file_id']])
    const nothing = await convert(lead.id, { evidence: { booking_payment: { ...payment(1), amount: 0 } } })
    expect([nothing.status, pathsOf(nothing)]).toEqual([400, ['evidence.booking_payment.amount']])
  })

  test('whose file was deleted is missing again, and goes over with a merge', async () => {
    const [winner, loser] = [await employee.lead({ budget: 5 }), await employee.lead({ budget: 5 })]
    const file = await addFile(loser.id)
    await askFor(['booking_payment'])
    await convert(loser.id, { evidence: { booking_payment: payment(file) } })
    await employee.delete(`/crm/files/${file}`)
    expect((await checklist(loser.id)).booking_payment).toBe(null)
    await employee.post(`/crm/files/${file}/restore`)
    await admin.post('/crm/leads/merge', { winner_id: loser.id, loser_id: winner.id })
    expect((await checklist(loser.id)).booking_payment).toMatchObject({ amount: 100_000 })
  })
})
