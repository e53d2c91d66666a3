import { describe, expect, it } from 'vitest'
import { mayOpenSettings, SETTINGS_GROUPS, settingsPlacesOf } from './settings-places.ts'

const nobody = { permissions: [] }

describe('the settings', () => {
  it('list everyone their own devices, in a known group', () => {
    const places = settingsPlacesOf(nobody)
    expect(places.map(({ to }) => to)).toContain('/settings/sessions')
    expect(places.every(({ group }) => SETTINGS_GROUPS.includes(group))).toBe(true)
  })

  it('open a page below a listed one as that one opens, and what is not listed to anyone', () => {
    expect(mayOpenSettings(nobody, '/settings/sessions/7')).toBe(true)
    expect(mayOpenSettings(nobody, '/settings')).toBe(true)
    expect(mayOpenSettings(nobody, '/settings/nowhere')).toBe(true)
  })
})
