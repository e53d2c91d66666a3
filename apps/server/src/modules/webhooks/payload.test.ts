import { expect, test } from 'vitest'
import type { Connection } from '../../platform/database/database.ts'
import { payloadOf } from './payload.ts'

test('of somebody who was erased only the id is told, and nothing is looked up', async () => {
  const db = { rows: () => Promise.reject(new Error('nothing is to be read')) } as unknown as Connection
  const people = { namesOf: async () => new Map([[3, 'Asha Rao']]) }
  const at = new Date('2026-11-01T10:00:00Z')
  const event = { id: 1, name: 'lead.erased', leadId: 17, actorId: 3, data: { fields: ['name'] }, at }
  expect(await payloadOf({ db, people, currency: 'INR' }, event as never)).toEqual({
    occurred_at: at.toISOString(),
    by: { id: 3, name: 'Asha Rao' },
    lead: { id: 17 },
  })
})
