import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { NextActions } from './next-actions.schemas.ts'

const HOUR = 3_600_000
const WEEK = 7 * 24 * HOUR
/** A Friday, 11:30 in India. */
const now = new Date('2026-03-06T06:00:00Z')
let firm: LeadApp
let employee: Client
beforeAll(async () => {
  firm = await openLeadApp({ now: () => now })
  employee = await firm.as('employee')
})
afterAll(() => firm.close())

test('when to call is learned from the calls that the firm has logged, by its own time zone', async () => {
  const lead = await employee.lead({ phone: '+919812345101' })
  const call = async (happened_at: Date, outcome: string) => {
    const said = { lead_id: lead.id, type: 'call', outcome, happened_at: happened_at.toISOString() }
    const answer = await employee.post('/crm/activities', said)
    expect(answer.status, answer.text).toBe(201)
  }
  // On Tuesdays at 18:00 nine of ten were answered, on Fridays at 11:00 one of ten.
  const tuesday = new Date('2026-03-03T12:40:00Z')
  for (let i = 0; i < 30; i++) {
    await call(new Date(tuesday.getTime() - (i % 8) * WEEK), i % 10 === 0 ? 'No answer' : 'Spoke')
    await call(new Date(now.getTime() - (1 + (i % 8)) * WEEK), i % 10 === 0 ? 'Spoke' : 'No answer')
  }
  // Incoming calls and messages say nothing of when calls are answered.
  for (let i = 0; i < 10; i++) {
    const said = { lead_id: lead.id, type: 'call', direction: 'in', outcome: 'Spoke' }
    expect((await employee.post('/crm/activities', said)).status).toBe(201)
  }
  const fresh = await employee.lead({ phone: '+919812345102' })
  const { json } = await employee.get<NextActions>(`/crm/leads/${fresh.id}/next-actions`)
  const callNow = json.data.find(one => one.kind === 'call_now')
  expect(callNow?.effect).toMatch(
    /^(\d+) of 100 calls are answered at this hour; most on Tuesdays from 18:00: (\d+)$/,
  )
  const [here, best] = (callNow?.effect.match(/\d+(?= of 100)|\d+$/g) ?? []).map(Number)
  // Drawn towards the rate of the firm, one half, and still far apart.
  expect(best).toBeGreaterThan(60)
  expect(here).toBeLessThan(40)
})
