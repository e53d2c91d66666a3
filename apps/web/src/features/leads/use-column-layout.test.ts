import { describe, expect, it } from 'vitest'
import { DEFAULT_LAYOUT, moveColumn, repairLayout } from './use-column-layout.ts'

describe('repairLayout', () => {
  it.each([null, 5, 'x', {}, { order: 'no', hidden: 3 }])('takes %j as nothing kept', kept => {
    expect(repairLayout(kept).order).toEqual(DEFAULT_LAYOUT.order)
  })

  it('drops columns that are gone and adds those that are new', () => {
    const layout = repairLayout({
      order: ['gone', 'owner', 'name'],
      hidden: ['name', 'gone'],
      widths: { gone: 99, home: 9999 },
    })
    expect(layout.order.slice(0, 3)).toEqual(['name', 'owner', 'home'])
    expect(layout.order).toHaveLength(DEFAULT_LAYOUT.order.length)
    expect(layout.hidden).not.toContain('name')
    expect(layout.hidden).toContain('email')
    expect(layout.widths).toEqual({})
  })
})

describe('moveColumn', () => {
  it('steps over hidden columns', () => {
    const layout = { order: ['name', 'home', 'email', 'owner'], hidden: ['email'], widths: {} }
    expect(moveColumn(layout, 'owner', -1).order).toEqual(['name', 'owner', 'home', 'email'])
  })

  it('leaves the name first and the ends where they are', () => {
    expect(moveColumn(DEFAULT_LAYOUT, 'home', -1)).toBe(DEFAULT_LAYOUT)
    expect(moveColumn(DEFAULT_LAYOUT, 'updated', 1)).toBe(DEFAULT_LAYOUT)
  })
})
