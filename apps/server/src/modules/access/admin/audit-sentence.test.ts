import { expect, it } from 'vitest'
import { auditSentence } from './audit-sentence.ts'
import type { AuditNames } from './audit-tell.ts'

const names: AuditNames = {
  person: id => (id === 7 ? 'Arjun Patil' : undefined),
  team: id => (id === 2 ? 'Pune' : undefined),
  role: id => (id === 3 ? 'Manager' : undefined),
}
const entry = (action: string, details: Record<string, unknown> | null, record?: [string, number]) => ({
  action,
  record_type: record?.[0] ?? null,
  record_id: record?.[1] ?? null,
  allowed: true,
  details,
})

it.each([
  [entry('assigned_role', { role: 'Manager' }, ['user', 7]), 'gave Arjun Patil the role Manager'],
  [entry('assigned_role', { role: 'Manager' }, ['user', 99]), 'gave person 99 the role Manager'],
  [
    entry('updated_permission', { role: 'Manager', module: 'CRM', action: 'export', from: 'team', to: null }),
    'changed what Manager may do with leads: export, Team to None',
  ],
  [entry('updated_user', { fields: ['team_id'], team_id: 2 }, ['user', 7]), 'moved Arjun Patil to Pune'],
  [entry('refused', { route: 'GET /crm/people', action: 'view' }), 'was refused: view (GET /crm/people)'],
  [
    entry('refused', { route: 'GET /crm/people', action: 'view', times: 3 }),
    'was refused: view (GET /crm/people), 3 times more within a minute',
  ],
  [entry('refused', { action: 'x', reason: 'A key makes no keys.' }), 'was refused: A key makes no keys.'],
  [
    entry('refused', { action: 'x', reason: 'A key makes no keys.', times: 1 }),
    'was refused: A key makes no keys, once more within a minute',
  ],
  [{ ...entry('assigned_role', { role: 'Manager' }, ['user', 7]), user_id: 7 }, 'got the role Manager'],
  [entry('created_lead', null, ['lead', 12]), 'created lead 12'],
  [entry('woke_lead', {}, ['lead', 12]), 'woke a lead'],
  [entry('changed_role_dashboard', { role_id: 3 }, ['role', 3]), 'changed the dashboard of the role Manager'],
  [entry('started_view_as', null, ['role', 3]), 'began to look on as the role Manager'],
  [entry('started_view_as', null, ['role', 9]), 'began to look on as a role that is no more'],
  [
    entry('exported_report', { report: 'lost-reasons', format: 'png' }),
    'took out the report “Lost” as a picture',
  ],
  [entry('recorded_consent', { channel: 'call', given: false }), 'recorded an objection to calls'],
  [entry('something_new', null), 'something new'],
])('%j reads: %s', (told, sentence) => {
  expect(auditSentence(told, names)).toBe(sentence)
})
