import { expect, test } from 'vitest'
import { isPermission, MODULES, PERMISSIONS } from './catalogue.ts'

test('every permission has a sentence that a person understands', () => {
  for (const { module, action, sentence } of PERMISSIONS) {
    expect(sentence, `${module}.${action}`).toMatch(/^[A-Z].{8,100}\.$/)
  }
})

test('names fit their columns and are made alike', () => {
  for (const { module, action } of PERMISSIONS) {
    expect(module).toMatch(/^[A-Z][a-z]+$|^CRM$/)
    expect(action).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(Math.max(module.length, action.length)).toBeLessThanOrEqual(50)
  }
})

test('no pair stands there twice', () => {
  const pairs = PERMISSIONS.map(({ module, action }) => `${module}.${action}`)
  expect(new Set(pairs).size).toBe(pairs.length)
})

test('the modules are those of the design', () => {
  expect(MODULES).toEqual(['CRM', 'Marketing', 'Design', 'Analytics', 'Administration'])
})

test.each([
  ['CRM', 'view', true],
  ['CRM', 'upload', false],
  ['Sales', 'view', false],
  ['CRM', 'constructor', false],
  ['constructor', 'name', false],
  ['CRM.view', '', false],
  ['crm', 'view', false],
])('%s %s is in the catalogue: %s', (module, action, expected) => {
  expect(isPermission({ module, action })).toBe(expected)
})
