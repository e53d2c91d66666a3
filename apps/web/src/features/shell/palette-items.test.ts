import { describe, expect, it, vi } from 'vitest'
import {
  actionItems,
  conversionItems,
  leadItems,
  matching,
  splitAtMatch,
  toConvertIn,
} from './palette-items.ts'

const deeds = { open: vi.fn(), convert: vi.fn(), ask: vi.fn(), setScheme: vi.fn(), signOut: vi.fn() }

describe('the palette', () => {
  it('finds deeds by the beginnings of their words, in any order', () => {
    const actions = actionItems(true, deeds)
    const found = (query: string) => matching(actions, query).map(item => item.id)
    expect(found('add le')).toEqual(['new-lead'])
    expect(found('LEAD new')).toEqual(['new-lead'])
    expect(found('theme')).toEqual(['light', 'dark', 'auto'])
    expect(found('xyz')).toEqual([])
    expect(found('')).toHaveLength(actions.length)
  })

  it('offers a new lead only to who may add one', () => {
    expect(actionItems(false, deeds).map(item => item.id)).not.toContain('new-lead')
  })

  it('offers to convert those of the found leads that can become clients', () => {
    const lead = (id: number, status: string) => ({
      ...{ id, name: `Lead ${id}`, location: null, stage: 'Inquiry', score: null, status },
    })
    const items = conversionItems([lead(1, 'new'), lead(2, 'lost'), lead(3, 'converted')], deeds)
    expect(items.map(({ label }) => label)).toEqual(['Convert Lead 1'])
    items[0]?.run()
    expect(deeds.convert).toHaveBeenCalledWith(1)
  })

  it('opens a lead at its address', () => {
    const [item] = leadItems(
      [{ id: 7, name: 'Farah Khan', location: null, stage: 'Inquiry', status: 'new', score: 40 }],
      deeds,
    )
    expect(item).toMatchObject({ hint: 'Inquiry', href: '/leads/7' })
    item?.run()
    expect(deeds.open).toHaveBeenCalledWith('/leads/7')
  })
})

it.each([
  ['convert asha rao', 'asha rao'],
  ['Conv 98220', '98220'],
  ['convert', null],
  ['convert ', null],
  ['co asha', null],
  ['asha convert', null],
])('“%s” asks to convert %j', (query, name) => {
  expect(toConvertIn(query)).toBe(name)
})

it.each([
  ['Rohit Joshi', 'josh', ['Rohit ', 'Josh', 'i']],
  ['Rohit Joshi', '', ['Rohit Joshi', '', '']],
  ['Rohit Joshi', '98123', ['Rohit Joshi', '', '']],
])('%s is cut at %s', (label, query, parts) => {
  expect(splitAtMatch(label, query)).toEqual(parts)
})
