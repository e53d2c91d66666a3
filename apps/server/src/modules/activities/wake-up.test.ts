import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LeadApp, openLeadApp } from '../../../test/lead-app.ts'

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
})
afterAll(() => firm.close())

const planned = (leadId: number) =>
  firm.db.rows<{ assigned_to: number; kind: string }>(
    'SELECT assigned_to, kind FROM follow_ups WHERE lead_id = $1',
    [leadId],
  )

test('a lead that wakes by itself has its owner call; one that was woken by hand does not', async () => {
  const employee = await firm.as('employee')
  const [own, woken] = [await employee.lead(), await employee.lead()]
  for (const { id } of [own, woken])
    await employee.send({
      method: 'PUT',
      url: `/crm/pipelines/${id}/sleep`,
      payload: { until: '2099-01-01' },
    })
  await employee.delete(`/crm/pipelines/${woken.id}/sleep`)
  await firm.db.rows('UPDATE leads SET sleeps_until = current_date - 1 WHERE id = $1', [own.id])
  await firm.db.inTransaction(tx => firm.app.modules.leads.sleep.wakeDue(tx, 10))
  await vi.waitFor(async () =>
    expect(await planned(own.id)).toEqual([{ assigned_to: firm.staff.salespeople[0]?.id, kind: 'call' }]),
  )
  expect(await planned(woken.id)).toEqual([])
})
