import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Lead } from './leads.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  const [mine, , , , , theirs] = firm.staff.salespeople
  await admin.lead({
    name: 'Anjali Deshpande',
    location: 'Nagpur',
    email: 'Anjali.D@Example.com',
    phone: '98123 45678',
    assigned_to: mine?.id,
  })
  await admin.lead({
    name: 'Rahul Deshmukh',
    location: 'Pune',
    phones: ['+91 98765 43210'],
    assigned_to: theirs?.id,
  })
  await admin.lead({ name: 'अनिता कुलकर्णी', location: 'Kochi', phone: '+1 660 485 0224' })
  await admin.lead({ name: 'José Muñoz', location: 'Panaji' })
  await admin.lead({ name: 'Flat 5678 Society', location: 'Navi Mumbai' })
})
afterAll(() => firm.close())

async function found(q: string, client: Client = admin): Promise<string[]> {
  const { json } = await client.get<{ data: Lead[] }>(`/crm/leads?q=${encodeURIComponent(q)}`)
  return json.data.map(lead => lead.name).sort()
}

const ANJALI = 'Anjali Deshpande'
const RAHUL = 'Rahul Deshmukh'
const ANITA = 'अनिता कुलकर्णी'

test.each([
  // A part of the name, in any case and order.
  ['anjali', [ANJALI]],
  ['DESH', [ANJALI, RAHUL]],
  ['jali', [ANJALI]],
  ['an', [ANJALI]],
  ['deshpande anjali', [ANJALI]],
  ['anjali deshmukh', []],
  ['munoz', ['José Muñoz']],
  ['José', ['José Muñoz']],
  // Mistyped.
  ['anjaly', [ANJALI]],
  ['deshpnade', [ANJALI]],
  ['rahool', [RAHUL]],
  ['arhul', [RAHUL]],
  ['kohci', [ANITA]],
  // Devanagari, whole and in part.
  ['अनिता', [ANITA]],
  ['कुलकर', [ANITA]],
  // The city, and with a name.
  ['nagpur', [ANJALI]],
  ['mumbai', ['Flat 5678 Society']],
  ['desh pune', [RAHUL]],
  // The whole e-mail, never a part.
  ['anjali.d@example.com', [ANJALI]],
  [' ANJALI.D@EXAMPLE.COM ', [ANJALI]],
  ['anjali@example.com', []],
  ['@example.com', []],
  // The whole phone, however written.
  ['9812345678', [ANJALI]],
  ['98123 45678', [ANJALI]],
  ['+91-9812345678', [ANJALI]],
  ['+91 98123-45678', [ANJALI]],
  ['09812345678', [ANJALI]],
  ['919812345678', [ANJALI]],
  ['(98123) 45678', [ANJALI]],
  ['9876543210', [RAHUL]],
  ['+16604850224', [ANITA]],
  ['1 660 485 0224', [ANITA]],
  ['98123 4567', []],
  // The last four digits, or a word of four digits.
  ['5678', [ANJALI, 'Flat 5678 Society']],
  ['3210', [RAHUL]],
  ['0224', [ANITA]],
  ['9999', []],
  // Nothing to look for.
  ['zzzzqqq', []],
  ['!!!', []],
  ["'; DROP TABLE leads; --", []],
  ['%', []],
  ['_', []],
])('%j finds %j', async (q, names) => {
  expect(await found(q)).toEqual([...names].sort())
})

test('finds a lead by what it is now, not by what it was', async () => {
  const lead = await admin.lead({ name: 'Before Name', email: 'before@example.com', location: 'Surat' })
  await admin.patch(`/crm/leads/${lead.id}`, {
    name: 'Later Title',
    email: 'later@example.com',
    location: 'Indore',
  })
  for (const q of ['later', 'title', 'later@example.com', 'indore'])
    expect(await found(q)).toEqual(['Later Title'])
  for (const q of ['surat', 'before@example.com']) expect(await found(q)).toEqual([])
  await admin.delete(`/crm/leads/${lead.id}`)
  expect(await found('later')).toEqual([])
})

test('finds only what is within reach', async () => {
  expect(await found('desh', await firm.as('employee'))).toEqual([ANJALI])
  expect(await found('desh', await firm.as('manager'))).toEqual([ANJALI])
  expect(await found('9876543210', await firm.as('employee'))).toEqual([])
  expect(await found('desh', await firm.as('suresh.gowda'))).toEqual([RAHUL])
})
