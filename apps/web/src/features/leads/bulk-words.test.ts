import { expect, test } from 'vitest'
import type { Bulk } from './bulk.ts'
import { endWords } from './bulk-words.ts'

const names = { person: () => 'Neha', stage: () => 'Quote Sent' }
const bulk = (fields: Partial<Bulk>): Bulk => ({
  id: 1,
  action: 'assign',
  params: {},
  undo_of: null,
  undone_by: null,
  status: 'done',
  total: 5,
  done: 5,
  changed: 5,
  same: 0,
  failed: 0,
  failure: null,
  may_undo: true,
  created_at: '2026-11-26T00:00:00.000Z',
  finished_at: null,
  ...fields,
})

test.each([
  [{ action: 'assign', params: { assigned_to: 3 } }, '5 leads given to Neha'],
  [{ action: 'assign', params: { assigned_to: null } }, '5 leads taken from their owners'],
  [
    { action: 'tag', params: { add_tags: ['VIP'], remove_tags: ['Old'] } },
    '5 leads tagged VIP, no longer tagged Old',
  ],
  [{ action: 'move', params: { stage_id: 3 } }, '5 leads moved to Quote Sent'],
  [{ action: 'move', params: { status: 'lost' } }, '5 leads moved to Lost'],
  [{ action: 'delete', changed: 1, failed: 2 }, '1 lead deleted, 2 could not be'],
  [{ action: 'convert', changed: 4, same: 1 }, '4 leads converted, 1 was a client already'],
  [{ action: 'edit', changed: 12_431 }, '12,431 leads changed'],
  [{ action: 'edit', changed: 0, same: 5 }, 'Nothing had to be changed'],
  [{ action: 'undo', changed: 0, failed: 3 }, '3 leads could not be put back'],
  [{ action: 'edit', status: 'cancelled', changed: 0 }, 'Stopped: nothing was changed'],
  [{ action: 'edit', status: 'failed', failure: 'It stopped.' }, 'It stopped.'],
] as [Partial<Bulk>, string][])('%j: %s', (fields, words) => {
  expect(endWords(bulk(fields), names)).toBe(words)
})
