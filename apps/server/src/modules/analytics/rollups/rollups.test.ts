import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import type { FunnelReport, ResponseReport } from '../reports.schemas.ts'

interface State {
  is_whole: boolean
  up_to: number
  proved_at: Date | null
  proved_leads: number | null
  wrong_leads: number | null
  wrong_cells: number | null
}

/** A busy machine takes its time to get to the work of the background. */
const LONGEST_MS = 90_000

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('superadmin')
  await followed()
  const [one, two] = firm.staff.salespeople
  for (let n = 0; n < 12; n++) {
    const { id } = await admin.lead({
      source: n % 3 ? 'website' : 'referral',
      assigned_to: n % 2 ? one?.id : two?.id,
      budget: 1000 + n,
    })
    await firm.db.rows('UPDATE leads SET response_minutes = $2 WHERE id = $1', [id, n])
    if (n % 3 === 0) {
      await firm.db.rows("UPDATE leads SET stage_entered_at = now() - interval '4 days' WHERE id = $1", [id])
      for (const stage of n % 2 ? [3, 4] : [4, 3])
        await admin.patch(`/crm/pipelines/${id}`, { stage_id: stage })
    }
    if (n % 4 === 0)
      await admin.post('/crm/activities', { lead_id: id, type: 'note', note: 'Said something' })
  }
  await followed()
})
afterAll(() => firm.close())

const state = async (): Promise<State> =>
  (await firm.db.rows<State>('SELECT * FROM report_rollups'))[0] as State

/** Until the worker has gone over everything. */
const followed = () =>
  vi.waitFor(
    async () => {
      expect((await state()).is_whole).toBe(true)
      expect(
        await firm.db.rows('SELECT lead_id FROM report_changes UNION SELECT lead_id FROM lead_count_deltas'),
      ).toEqual([])
    },
    { interval: 50, timeout: LONGEST_MS },
  )

/** As each night. */
async function proved(): Promise<State> {
  const { proved_at: before } = await state()
  await firm.db.rows("SELECT FROM graphile_worker.add_job('report-rollups-prove', '{}'::json)")
  return vi.waitFor(
    async () => {
      const after = await state()
      expect(after.proved_at).not.toEqual(before)
      return after
    },
    { interval: 50, timeout: LONGEST_MS },
  )
}

const figures = async () =>
  (
    await Promise.all(
      ['sources?by=source', 'activity?by=owner', 'pipeline', 'funnel?pipeline=1', 'response-times'].map(
        name => admin.get(`/crm/reports/${name}`),
      ),
    )
  ).map(answer => answer.text)

test('what is kept wrongly is found, put right and told', async () => {
  const right = await figures()
  await firm.db.rows(
    `UPDATE report_leads SET source = 'nowhere' WHERE lead_id = (SELECT min(lead_id) FROM report_leads)`,
  )
  await firm.db.rows('UPDATE report_cells SET received = received + 7')
  await firm.db.rows('UPDATE report_deed_cells SET n = n + 1')
  await firm.db.rows('UPDATE report_passages SET went_on = went_on + 1')
  await firm.db.rows("DELETE FROM report_spreads WHERE dimension = 'source'")
  // Of a lead that is not there any more.
  await firm.db.rows(
    `INSERT INTO report_leads (lead_id, came_on, team_id, owner_id, arrival, pipeline_id, outcome, stage_id) VALUES (99999, '2001-01-01', 0, 0, 0, 1, 'open', 1)`,
  )
  expect(await figures()).not.toEqual(right)
  const { wrong_leads, wrong_cells } = await proved()
  expect(wrong_leads).toBe(2)
  expect(wrong_cells).toBeGreaterThan(5)
  expect(await figures()).toEqual(right)
  const [noted] = await firm.db.rows<{ details: object }>(
    "SELECT details FROM audit_logs WHERE action = 'mended_report_figures'",
  )
  expect(noted?.details).toEqual({ leads: 13, wrong_leads, wrong_cells })
})

test('the proof of the night finds nothing where all is well', async () => {
  expect(await proved()).toMatchObject({ proved_leads: 12, wrong_leads: 0, wrong_cells: 0 })
})

test('what was read of a month is read again once it changed, whoever changes it', async () => {
  const hours = async () => (await admin.get('/crm/reports/response-times')).text
  const right = await hours()
  const ofHours = "WHERE dimension = 'arrival'"
  await firm.db.rows(`UPDATE report_cells SET answered = answered + 1 ${ofHours}`)
  expect(await hours()).not.toBe(right)
  await firm.db.rows(`UPDATE report_cells SET answered = answered - 1 ${ofHours}`)
  expect(await hours()).toBe(right)
  await firm.db.rows(`DELETE FROM report_spreads ${ofHours}`)
  expect(await hours()).not.toBe(right)
  expect((await proved()).wrong_cells).toBeGreaterThan(0)
  expect(await hours()).toBe(right)
})

test('a worker that died in the middle goes on where it was; until then the leads are read', async () => {
  const right = await figures()
  const [{ id } = { id: 0 }] = await firm.db.rows<{ id: number }>('SELECT max(id) - 5 AS id FROM leads')
  await firm.db.inTransaction(async tx => {
    await tx.rows(
      'TRUNCATE report_leads, report_cells, report_passages, report_spreads, report_deeds, report_deed_cells',
    )
    await tx.rows('UPDATE report_rollups SET up_to = $1, is_whole = false', [id])
  })
  expect(await figures()).toEqual(right)
  await followed()
  expect(await firm.db.rows('SELECT lead_id FROM report_leads')).toHaveLength(5)
  await firm.db.rows('UPDATE report_rollups SET up_to = 0, is_whole = false')
  await followed()
  expect(await figures()).toEqual(right)
})

test('with other clocks the hours of arrival are kept anew, and are right meanwhile', async () => {
  const hours = async () =>
    (await admin.get<ResponseReport>('/crm/reports/response-times')).json.groups.map(
      group => group.keys[0]?.value,
    )
  const before = await hours()
  const days = Array(7).fill({ from: '00:00', to: '23:59' })
  await admin.put('/crm/settings/response', {
    hours: [{ team_id: null, time_zone: 'Pacific/Auckland', days }],
    holidays: [],
    targets: [{ source: null, is_hot: false, minutes: 15 }],
  })
  const meanwhile = await hours()
  expect(meanwhile).not.toEqual(before)
  await vi.waitFor(
    async () => {
      const [kept] = await firm.db.rows('SELECT FROM report_rollups WHERE is_whole AND zone LIKE $1', [
        '%Auckland%',
      ])
      expect(kept).toBeDefined()
    },
    { interval: 50, timeout: LONGEST_MS },
  )
  expect(await hours()).toEqual(meanwhile)
})

test('with another order of stages it is told by that at once who went on', async () => {
  const funnel = async () => (await admin.get<FunnelReport>('/crm/reports/funnel?pipeline=1')).json.groups
  const before = await funnel()
  await firm.db.rows('UPDATE stages SET position = 5 - position WHERE id IN (3, 4)')
  const meanwhile = await funnel()
  const wentOn = (groups: FunnelReport['groups']) => groups.map(({ stage, went_on }) => [stage.id, went_on])
  expect(wentOn(meanwhile).toSorted()).not.toEqual(wentOn(before).toSorted())
  await vi.waitFor(
    async () => {
      const [kept] = await firm.db.rows(
        'SELECT FROM report_rollups WHERE passages_up_to IS NULL AND stage_order = report_stage_order()',
      )
      expect(kept).toBeDefined()
    },
    { interval: 50, timeout: LONGEST_MS },
  )
  expect(await funnel()).toEqual(meanwhile)
})
