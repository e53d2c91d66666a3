import { expect, it } from 'vitest'
import { historySentence } from './history-sentence.ts'

const names = {
  person: (id: number) => ({ 1: 'Asha Nair', 2: 'Meera Iyer' })[id],
  stage: (id: number) => ({ 10: 'Inquiry', 11: 'Home Visit' })[id],
}
const asha = { id: 1, name: 'Asha Nair' }
const tell = (name: string, data: Record<string, unknown>, actor: typeof asha | null = asha) => {
  const said = historySentence({ name, actor, data }, names)
  return said && [said.who, said.what, said.was].filter(Boolean).join(' | ')
}

it.each([
  ['lead.created', {}, 'Asha Nair | added this lead'],
  ['lead.stage_changed', { from: 10, to: 11 }, 'Asha Nair | moved to Home Visit | from Inquiry'],
  ['lead.assigned', { from: null, to: 2 }, 'Asha Nair | gave this lead to Meera Iyer | was with nobody'],
  [
    'lead.updated',
    { fields: ['budget'], changes: { budget: { from: 2_410_000, to: 2_250_000 } } },
    'Asha Nair | changed budget to ₹22,50,000 | was ₹24,10,000',
  ],
  ['lead.updated', { fields: ['phone', 'email'], changes: {} }, 'Asha Nair | changed phone, e-mail'],
])('%s %j', (name, data, sentence) => {
  expect(tell(name, data)).toBe(sentence)
})

it.each([
  ['lead.updated', { fields: ['stage_id', 'status', 'assigned_to'] }],
  ['lead.updated', {}],
  ['lead.scored', {}],
])('says nothing of %s %j', (name, data) => {
  expect(tell(name, data)).toBeNull()
})

it.each([
  [
    { from: null, to: 7, to_name: 'Ravi Rao', assignment: { reason: 'Walk-ins: next in turn' } },
    'Given to Ravi Rao by the rules: | Walk-ins: next in turn',
  ],
  [
    { from: 7, from_name: 'Ravi Rao', to: 8, to_name: 'Neha Jain' },
    'Given this lead to Neha Jain | was with Ravi Rao',
  ],
])('names owners out of the reader’s reach %j', (data, sentence) => {
  expect(tell('lead.assigned', data, null)).toBe(sentence)
})

it('needs nobody for what came by itself', () => {
  expect(tell('lead.created', {}, null)).toBe('This lead came in')
  expect(tell('lead.stage_changed', { from: 99, to: 11 }, null)).toBe(
    'Moved to Home Visit | from another stage',
  )
})

it.each([
  [
    { call: true, email: true },
    { call: false, email: true },
    'withdrew consent to calls; e-mail stays allowed',
  ],
  [null, { call: true, whatsapp: true, email: true }, 'recorded consent to calls, WhatsApp and e-mail'],
  [{ sms: true }, { sms: false, call: true }, 'recorded consent to calls and withdrew consent to SMS'],
  [{ call: true, sms: false }, { call: true }, 'took back what was said of SMS; calls stay allowed'],
])('tells consent as a sentence: from %j to %j', (from, to, sentence) => {
  const data = { fields: ['consent'], changes: { consent: { from, to } } }
  expect(tell('lead.updated', data)).toBe(`Asha Nair | ${sentence}`)
  expect(tell('lead.updated', data, null)).toBe(sentence.charAt(0).toUpperCase() + sentence.slice(1))
})
