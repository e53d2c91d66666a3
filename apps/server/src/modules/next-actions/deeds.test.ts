import { expect, test } from 'vitest'
import { type Fact, isDeedOf } from './deeds.ts'
import type { ActionKind } from './next-actions.schemas.ts'

const logged = (type: string, direction = 'out'): Fact => ({
  name: 'activity.logged',
  data: { type, direction },
})
const planned = (kind: string): Fact => ({ name: 'follow_up.created', data: { kind } })
const edited = (...fields: string[]): Fact => ({ name: 'lead.updated', data: { fields } })
const quote = (name: string, status: string): Fact => ({ name: `lead.quote_${name}`, data: { status } })
const plain = (name: string): Fact => ({ name, data: {} })

test.each<[ActionKind, string, Fact, boolean]>([
  ['call_now', 'clock 0', logged('call'), true],
  ['call_now', 'clock 0', logged('call', 'in'), false],
  ['call_now', 'clock 0', logged('note'), false],
  ['re_engage', 'quiet', logged('whatsapp'), true],
  ['reassign', '7 gone', plain('lead.assigned'), true],
  ['reassign', '7 gone', edited('budget'), false],
  ['close_lost', 'tries 6', plain('lead.lost'), true],
  ['wake', 'keys', plain('lead.woke'), true],
  ['send_quote', 'visit', quote('added', 'draft'), false],
  ['send_quote', 'visit', quote('changed', 'sent'), true],
  ['send_quote', 'visit', logged('email'), true],
  ['chase_quote', 'sent', planned('call'), true],
  ['book_visit', 'contact', planned('site_visit'), true],
  ['book_visit', 'contact', planned('call'), false],
  ['ask_field', 'budget', edited('style', 'budget'), true],
  ['ask_field', 'budget', edited('style'), false],
])('%s in the situation %s: %o is its deed: %s', (kind, situation, fact, isIt) => {
  expect(isDeedOf(kind, situation, fact)).toBe(isIt)
})
