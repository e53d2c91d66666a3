import { expect, it } from 'vitest'
import { type SystemHealth, sayBytes, saySignIns, sayWait, systemFigures } from './system-view.ts'

const quiet: SystemHealth = {
  people: { active: 20, seen_today: 12, seen_this_week: 18 },
  sign_ins: [
    { day: '2026-11-26', signed_in: 9, failed: 1 },
    { day: '2026-11-27', signed_in: 1, failed: 0 },
  ],
  records: { leads: 1200, activities: 1, database_bytes: 84_000_000 },
  jobs: { waiting: 0, oldest_wait_seconds: 0, running: 0, retrying: 0, given_up: 0, failing: [] },
  imports: { running: 0, done: 3, failed: 0, rows: 90, refused: 1 },
  proof: null,
}

it('says each figure with what it means', () => {
  expect(systemFigures(quiet).map(({ figure, note }) => `${figure}: ${note}`)).toEqual([
    '12: of 20; 18 this week',
    '1: None failed',
    '0: All work is done',
    '0: None is tried again',
    '3: 0 failed; 1 row refused',
    '84 MB: 1,200 leads, 1 activity',
    '—: First proved tonight',
  ])
})

it('says what waits and what failed', () => {
  const jobs = { waiting: 4, oldest_wait_seconds: 7300, running: 1, retrying: 2, given_up: 1, failing: [] }
  const notes = systemFigures({ ...quiet, jobs }).map(({ note }) => note)
  expect(notes).toContain('the longest for 2 h')
  expect(notes).toContain('2 more tried again')
  expect(saySignIns(quiet.sign_ins)).toBe('10 sign-ins in 2 days, 1 failed.')
})

it('says what the proof of the figures found', () => {
  const proof = { at: new Date().toISOString(), leads: 1200, wrong_leads: 0, wrong_cells: 0 }
  const told = (found: SystemHealth['proof']) => systemFigures({ ...quiet, proof: found }).at(-1)
  expect(told(proof)).toMatchObject({ figure: 'Exact', note: 'Proved just now, 1,200 leads' })
  expect(told({ ...proof, wrong_leads: 1, wrong_cells: 2 })).toMatchObject({
    figure: '3 mended',
    to: '/settings/audit-log',
  })
})

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_450_000, '1.5 MB'],
  [2_300_000_000_000_000, '2,300 TB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sayBytes(bytes)).toBe(words)
})

it.each([
  [40, '40 s'],
  [60, '1 min'],
  [3600, '1 h'],
])('%d seconds are %s', (seconds, words) => {
  expect(sayWait(seconds)).toBe(words)
})
