import { describe, expect, it } from 'vitest'
import { type Newcomer, type Onboarding, type OnboardingRule, welcomeOf } from './onboarding.ts'

let lastId = 0
const rule = (values: Partial<OnboardingRule>): OnboardingRule => ({
  id: ++lastId,
  via: null,
  mail_domain: null,
  sso_group: null,
  role_ids: [],
  team_id: null,
  ...values,
})
const firm = (...rules: OnboardingRule[]): Onboarding => ({
  rules,
  default_role_id: 4,
  default_team_id: 9,
  version: 1,
})
const somebody = (values: Partial<Newcomer> = {}): Newcomer => ({
  email: 'asha@firm.example',
  via: 'invitation',
  groups: [],
  ...values,
})

describe('what somebody new gets', () => {
  it('is the default where no rule fits', () => {
    expect(welcomeOf(firm(), somebody())).toEqual({ rule_id: null, role_ids: [4], team_id: 9 })
    const designers = rule({ mail_domain: 'studio.example', role_ids: [5] })
    expect(welcomeOf(firm(designers), somebody())).toMatchObject({ rule_id: null })
    expect(welcomeOf({ ...firm(), default_role_id: null }, somebody()).role_ids).toEqual([])
  })

  it('is what the first rule says whose conditions all hold', () => {
    const sso = rule({ via: 'sso', sso_group: 'sales', role_ids: [3], team_id: 2 })
    const domain = rule({ mail_domain: 'firm.example', role_ids: [6] })
    const both = firm(sso, domain)
    expect(welcomeOf(both, somebody())).toEqual({ rule_id: domain.id, role_ids: [6], team_id: 9 })
    expect(welcomeOf(both, somebody({ via: 'sso' })).rule_id).toBe(domain.id)
    expect(welcomeOf(both, somebody({ via: 'sso', groups: ['x', 'sales'] }))).toEqual({
      rule_id: sso.id,
      role_ids: [3],
      team_id: 2,
    })
  })

  it.each([
    ['ASHA@FIRM.EXAMPLE', true],
    ['asha@sub.firm.example', false],
    ['asha@notfirm.example', false],
    ['"a@firm.example"@elsewhere.example', false],
  ])('%s is of firm.example: %s', (email, is) => {
    const domain = rule({ mail_domain: 'firm.example', role_ids: [6] })
    expect(welcomeOf(firm(domain), somebody({ email })).rule_id === domain.id).toBe(is)
  })
})
