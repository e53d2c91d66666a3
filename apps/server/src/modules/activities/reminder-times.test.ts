import { describe, expect, test } from 'vitest'
import { firstReminder, reminderAfter, stageNow } from './reminder-times.ts'

const TIMES = { beforeMinutes: 15, overdueMinutes: 60, escalateMinutes: 1440 }
const DUE = new Date('2026-11-26T10:00:00Z')
const at = (minutes: number) => new Date(DUE.getTime() + minutes * 60_000)

describe('the first reminder', () => {
  test.each([
    [-60, 'upcoming', -15],
    [-15, 'due', 0],
    [-5, 'due', 0],
    [5, 'overdue', 60],
    [90, 'escalated', 1440],
    [2000, null, null],
  ])('of what is planned %i minutes after it is due', (now, stage, minutes) => {
    const { remind_stage, remind_at } = firstReminder(DUE, at(now), TIMES)
    expect([remind_stage, remind_at]).toEqual([stage, minutes === null ? null : at(minutes)])
  })
})

test('each is followed by the next, and what passed while nothing ran is told once, by the last', () => {
  expect(reminderAfter('upcoming', DUE, at(-15), TIMES)).toEqual({ remind_stage: 'due', remind_at: at(0) })
  expect(reminderAfter('due', DUE, at(0), TIMES)).toEqual({ remind_stage: 'overdue', remind_at: at(60) })
  expect(reminderAfter('escalated', DUE, at(1440), TIMES)).toEqual({ remind_stage: null, remind_at: null })
  expect(stageNow('upcoming', DUE, at(70), TIMES)).toBe('overdue')
  expect(reminderAfter('overdue', DUE, at(70), TIMES)).toEqual({
    remind_stage: 'escalated',
    remind_at: at(1440),
  })
})
