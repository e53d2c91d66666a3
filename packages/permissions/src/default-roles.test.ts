import { describe, expect, test } from 'vitest'
import { isPermission, PERMISSIONS } from './catalogue.ts'
import { DEFAULT_ROLES, type DefaultRoleName } from './default-roles.ts'
import type { Scope } from './principal.ts'

/** The table of the design, written out: what is not here is not given. */
const TABLE: Record<DefaultRoleName, Record<string, Scope>> = {
  'Super Admin': Object.fromEntries(
    PERMISSIONS.map(({ module, action }) => [`${module}.${action}`, 'all' as const]),
  ),
  Admin: {
    ...each(
      'all',
      'CRM',
      'view create edit delete restore assign move log convert unconvert import export merge bulk export_person erase',
    ),
    ...each('all', 'CRM', 'configure_pipelines configure_scoring configure_assignment configure_fields'),
    ...each('all', 'CRM', 'configure_activities configure_webhooks'),
    ...each('all', 'Marketing', 'view create edit delete report'),
    ...each('all', 'Design', 'view'),
    ...each('team', 'Analytics', 'view build export'),
    ...each('all', 'Administration', 'view_users manage_users view_audit manage_privacy'),
  },
  Manager: {
    ...each('team', 'CRM', 'view create edit move log convert assign export'),
    ...each('team', 'Analytics', 'view build export'),
  },
  Employee: {
    ...each('own', 'CRM', 'view create edit move log convert'),
    ...each('own', 'Marketing', 'report'),
    ...each('own', 'Analytics', 'view'),
  },
  Designer: each('own', 'Design', 'view edit upload'),
  Client: each('own', 'Design', 'portal feedback'),
}

function each(scope: Scope, module: string, actions: string): Record<string, Scope> {
  return Object.fromEntries(actions.split(' ').map(action => [`${module}.${action}`, scope]))
}

describe.each(DEFAULT_ROLES)('$name', role => {
  test('has exactly what the design gives', () => {
    const given = Object.fromEntries(
      role.grants.map(({ module, action, scope }) => [`${module}.${action}`, scope]),
    )
    expect(given).toEqual(TABLE[role.name])
  })

  test('names each permission once, from the catalogue', () => {
    expect(role.grants.every(isPermission)).toBe(true)
    expect(new Set(role.grants.map(({ module, action }) => `${module}.${action}`)).size).toBe(
      role.grants.length,
    )
  })
})

test('there are the six roles', () => {
  expect(DEFAULT_ROLES.map(({ name }) => name)).toEqual(Object.keys(TABLE))
})
