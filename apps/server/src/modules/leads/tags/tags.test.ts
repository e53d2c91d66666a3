import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import type { Lead } from '../leads.schemas.ts'
import type { CountedTag } from './tags.service.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const tagsNow = async (client = admin) => (await client.get<{ data: CountedTag[] }>('/crm/tags')).json.data
const tagOf = async (name: string) => (await tagsNow()).find(tag => tag.name === name)
const urlOf = async (name: string) => `/crm/settings/tags/${(await tagOf(name))?.id}`
const tagsOn = async ({ id }: Lead) => (await admin.get(`/crm/leads/${id}`)).json.tags

test('a tag is named and coloured by whoever first uses it, and written alike from then on', async () => {
  const employee = await firm.as('employee')
  await employee.lead({ tags: ['Sea view'] })
  expect(await tagOf('Sea view')).toMatchObject({ color: expect.any(String), leads: 1 })
  expect((await admin.lead({ tags: ['SEA VIEW', 'sea view '] })).tags).toEqual(['Sea view'])
  const deleted = await admin.lead({ tags: ['Sea view'] })
  await admin.delete(`/crm/leads/${deleted.id}`)
  expect(await tagOf('Sea view')).toMatchObject({ leads: 2 })
  expect((await tagsNow(employee)).map(tag => tag.leads)).toEqual([null])
})

test('many who use a new tag at once name one', async () => {
  const leads = await Promise.all(['Rush', 'rush', 'RUSH', 'Rush'].map(tag => admin.lead({ tags: [tag] })))
  expect(new Set(leads.flatMap(lead => lead.tags)).size).toBe(1)
  expect((await tagsNow()).filter(({ name }) => name.toLowerCase() === 'rush')).toMatchObject([{ leads: 4 }])
})

test('any or all of some tags', async () => {
  const both = await admin.lead({ tags: ['Lake', 'Hill'] })
  const one = await admin.lead({ tags: ['Lake'] })
  const ids = async (query: string) =>
    (await admin.get<{ data: Lead[] }>(`/crm/leads?${query}`)).json.data.map(lead => lead.id)
  expect(await ids('tag=Lake&tag=Hill')).toEqual([one.id, both.id])
  expect(await ids('tag_all=Lake&tag_all=Hill')).toEqual([both.id])
})

describe('on all leads', () => {
  const eventually = (check: () => Promise<void>) => vi.waitFor(check, { interval: 50 })

  test('renamed: who still writes the old name means the new one', async () => {
    const lead = await admin.lead({ tags: ['Old', 'Kept'] })
    expect((await admin.patch(await urlOf('Old'), { name: 'New', color: 'plum' })).json).toMatchObject({
      name: 'New',
      color: 'plum',
    })
    expect((await admin.lead({ tags: ['Old'] })).tags).toEqual(['New'])
    await eventually(async () => expect(await tagsOn(lead)).toEqual(['New', 'Kept']))
    await eventually(async () => expect(await tagOf('New')).toMatchObject({ leads: 2 }))
    const history = await admin.get<{ data: { data: object }[] }>(`/crm/leads/${lead.id}/history`)
    // Its first score may come at any moment.
    expect(history.json.data.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ fields: ['tags'], version: 2 }),
    )
  })

  test('in another case', async () => {
    const lead = await admin.lead({ tags: ['casing'] })
    await admin.patch(await urlOf('casing'), { name: 'Casing' })
    await eventually(async () => expect(await tagsOn(lead)).toEqual(['Casing']))
  })

  test('merged: leads that had both have it once', async () => {
    const [one, both] = [await admin.lead({ tags: ['From'] }), await admin.lead({ tags: ['Into', 'From'] })]
    expect(
      (await admin.post(`${await urlOf('From')}/merge`, { into: (await tagOf('Into'))?.id })).status,
    ).toBe(200)
    await eventually(async () => {
      expect([await tagsOn(one), await tagsOn(both)]).toEqual([['Into'], ['Into']])
    })
    await eventually(async () => expect(await tagOf('Into')).toMatchObject({ leads: 2 }))
    expect(await tagOf('From')).toBeUndefined()
  })

  test('deleted, and there again when somebody adds it anew', async () => {
    const lead = await admin.lead({ tags: ['Gone', 'Stays'] })
    expect((await admin.delete(await urlOf('Gone'))).status).toBe(204)
    await eventually(async () => expect(await tagsOn(lead)).toEqual(['Stays']))
    expect((await admin.lead({ tags: ['Gone'] })).tags).toEqual([])
    expect((await admin.post('/crm/settings/tags', { name: 'Gone', color: 'sky' })).status).toBe(201)
    expect((await admin.lead({ tags: ['gone'] })).tags).toEqual(['Gone'])
  })
})

test.each([
  ['post', '/crm/settings/tags', { name: 'sea VIEW' }, 409],
  ['post', '/crm/settings/tags', { name: 'Pink', color: 'pink' }, 400],
  ['patch', '/crm/settings/tags/9999', { name: 'X' }, 404],
  ['post', '/crm/settings/tags/1/merge', { into: 1 }, 422],
  ['post', '/crm/settings/tags/1/merge', { into: 9999 }, 422],
] as const)('%s %s %j answers %s', async (method, url, body, expected) => {
  expect((await admin[method](url, body)).status).toBe(expected)
})

test('only who sets fields up renames tags', async () => {
  const manager = await firm.as('manager')
  expect((await manager.post('/crm/settings/tags', { name: 'Mine' })).status).toBe(403)
  expect((await manager.patch('/crm/settings/tags/1', { name: 'Mine' })).status).toBe(403)
})
