import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Preferences } from './preferences.schemas.ts'

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp()
})
afterAll(() => firm.close())

test('what a person wishes is theirs alone, and is told to every device with the rest of them', async () => {
  const [employee, manager] = [await firm.as('employee'), await firm.as('manager')]
  const of = async (who: typeof employee) =>
    (await who.get<{ preferences: Preferences }>('/api/me')).json.preferences
  expect(await of(employee)).toEqual({ celebrates: null })
  for (const celebrates of [false, true, false]) {
    const answer = await employee.put<Preferences>('/crm/preferences', { celebrates })
    expect([answer.status, answer.json]).toEqual([200, { celebrates }])
  }
  expect(await of(employee)).toEqual({ celebrates: false })
  expect(await of(manager)).toEqual({ celebrates: null })
  for (const body of [{}, { celebrates: 'no' }, { celebrates: true, theme: 'dark' }]) {
    const wrong = await employee.put<Problem>('/crm/preferences', body)
    expect([wrong.status, wrong.json.errors?.length]).toEqual([400, 1])
  }
})
