import { expect, test } from 'vitest'
import { toCalendar } from './to-calendar.ts'

test('lines are folded at 75 octets without cutting letters, and text is escaped', () => {
  const text = toCalendar('Asha; Nair', [
    {
      uid: 'follow-up-1@localhost',
      sequence: 2,
      start: new Date('2026-11-26T10:00:00Z'),
      minutes: 15,
      summary: `Call नन्दिनी, मेहता\n${'क'.repeat(60)}`,
      url: 'http://localhost/leads/1',
      changedAt: new Date('2026-11-20T10:00:00Z'),
    },
  ])
  const lines = text.split('\r\n')
  expect(lines.at(-1)).toBe('')
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  expect(text).not.toContain('\ufffd')
  const unfolded = text.replaceAll('\r\n ', '')
  expect(unfolded).toContain(`SUMMARY:Call नन्दिनी\\, मेहता\\n${'क'.repeat(60)}`)
  expect(unfolded).toContain('X-WR-CALNAME:Asha\\; Nair')
  expect(unfolded).toContain('DTSTART:20261126T100000Z')
})
