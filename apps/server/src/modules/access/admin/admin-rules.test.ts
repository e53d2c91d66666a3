import type { Grant } from '@optimwalls/permissions'
import { describe, expect, it } from 'vitest'
import { type Standing, whyNotAlter, whyNotGive } from './admin-rules.ts'

const grant = (action: Grant['action'], scope: Grant['scope'], module: Grant['module'] = 'Administration') =>
  ({ module, action, scope }) as Grant
const person = (roles: string[], ...permissions: Grant[]): Standing => ({ roles, permissions })

const superAdmin = person(['Super Admin'])
const admin = person(['Admin'], grant('manage_users', 'all'), grant('view', 'all', 'CRM'))
const it_ = person(['IT'], grant('manage_users', 'all'), grant('manage_roles', 'all'))
const lead = person(['Manager'], grant('view', 'team', 'CRM'))

describe('who may change whom', () => {
  it.each([
    [superAdmin, superAdmin, true],
    [superAdmin, admin, true],
    [admin, superAdmin, false],
    [admin, lead, true],
    [admin, person(['Designer'], grant('upload', 'own', 'Design')), true],
    [admin, admin, true],
    [admin, it_, false],
    [it_, admin, true],
    [it_, superAdmin, false],
    [person(['Desk'], grant('manage_users', 'team')), admin, false],
  ])('%j on %j: %s', (actor, target, may) => {
    expect(whyNotAlter(actor, target) === null).toBe(may)
  })
})

describe('who may give what', () => {
  const manager = { name: 'Manager', grants: [grant('view', 'team', 'CRM')] }
  it.each([
    [superAdmin, { name: 'Super Admin', grants: [] }, true],
    [it_, { name: 'Super Admin', grants: [] }, false],
    [it_, manager, false],
    [person(['IT'], grant('view', 'own', 'CRM')), manager, false],
    [person(['IT'], grant('view', 'team', 'CRM')), manager, true],
    [person(['IT'], grant('view', 'all', 'CRM')), manager, true],
  ])('%j gives %j: %s', (actor, role, may) => {
    expect(whyNotGive(actor, role) === null).toBe(may)
  })
})
