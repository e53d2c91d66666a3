import type { InjectOptions } from 'fastify'
import { DEFAULT_SCORING } from '../../src/modules/scoring/index.ts'
import { administration } from './administration.ts'
import type { Firm } from './firm.ts'
import type { Caller } from './matrix.ts'
import { webhooks } from './webhooks.ts'

/** Which record a path names: one of the caller's, or one that they do not reach. */
export type Whose = 'own' | 'foreign'

type Request = Pick<InjectOptions, 'payload' | 'query' | 'headers'> & {
  /** What stands in the path for every name in braces, unless `params` has it. */
  id?: number | string
  params?: Record<string, number | string>
}
export type MakeRequest = (firm: Firm, caller: Caller, whose: Whose) => Request | Promise<Request>

const lead: MakeRequest = async (firm, _caller, whose) => ({ id: await firm.addLead(whose) })
/** A file that the caller added, as long as they can. */
const fileOf: MakeRequest = async (firm, caller, whose) => ({ id: (await firm.addFile(caller, whose)).id })
const exportOf: MakeRequest = async (firm, caller, whose) => ({ id: await firm.addExport(caller, whose) })
const importOf: MakeRequest = async (firm, caller, whose) => ({ id: await firm.addImport(caller, whose) })
const bulk: MakeRequest = async (firm, caller, whose) => ({ id: await firm.addBulk(caller, whose) })

const reportMail: MakeRequest = async (firm, caller, whose) => ({
  id: await firm.addReportMail(caller, whose),
})

let made = 0
/** A name that nothing else has. */
const fresh = (kind: string): string => `${kind} ${++made}`
const tag = async (firm: Firm): Promise<number> =>
  (await firm.add('/crm/settings/tags', { name: fresh('Tag') })).id
const activity: MakeRequest = async (firm, _caller, whose) => ({ id: await firm.addActivity(whose) })
const followUp: MakeRequest = async (firm, _caller, whose) => ({ id: await firm.addFollowUp(whose) })
const named = ([one, other]: [number, number], first: string, second: string) => ({
  [first]: one,
  [second]: other,
})

export const DEVICE = {
  endpoint: 'https://fcm.googleapis.com/fcm/send/made-up',
  keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) },
}

/** A request that is right in everything but, perhaps, who sends it. Endpoints that are not here need nothing. */
export const REQUESTS: Readonly<Record<string, MakeRequest>> = {
  ...administration,
  'POST /api/auth/sign-in/email': (firm, caller) => ({
    payload: { email: firm.emailOf(caller === 'nobody' ? 'client' : caller), password: firm.password },
  }),
  'POST /api/auth/sign-in/second-step': () => ({ payload: { code: '000000' } }),
  // Nothing typed is no guess, so nobody is kept out for it.
  'POST /crm/second-factor/totp': () => ({ payload: {} }),
  'POST /crm/second-factor/totp/confirm': () => ({ payload: { code: '000000' } }),
  'POST /crm/second-factor/recovery-codes': () => ({ payload: { code: '000000' } }),
  'POST /crm/second-factor/disable': () => ({ payload: { code: '000000' } }),
  'POST /api/auth/sign-out': () => ({ payload: {} }),
  'POST /api/auth/request-password-reset': (_firm, caller) => ({
    payload: { email: `${caller}@nowhere.example` },
  }),
  'POST /api/auth/reset-password': () => ({ payload: { token: 'unknown', newPassword: 'a long password' } }),
  'POST /api/auth/change-password': firm => ({
    payload: { currentPassword: 'wrong', newPassword: firm.password },
  }),
  'POST /api/first-admin': () => ({
    payload: {
      token: 'forged',
      name: 'Mallory',
      email: 'mallory@nowhere.example',
      password: 'a long password',
    },
  }),
  'POST /crm/sessions/end-others': firm => ({ payload: { password: firm.password } }),
  'POST /crm/sessions/{id}/end': async (firm, caller, whose) => ({
    id: await firm.addSession(caller, whose),
    payload: { password: firm.password },
  }),

  'POST /crm/leads': () => ({ payload: { name: 'Someone new' } }),
  'GET /crm/leads/duplicates': () => ({ query: { phone: '+919812345678' } }),
  'GET /crm/leads/{id}': lead,
  'PATCH /crm/leads/{id}': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: { name: 'Renamed' },
  }),
  'DELETE /crm/leads/{id}': lead,
  'POST /crm/leads/{id}/restore': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose, { isDeleted: true }),
  }),
  'POST /crm/leads/{id}/convert': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: { fields: { budget: 1_200_000, project_type: 'residential' } },
  }),
  'POST /crm/leads/{id}/convert/undo': async (firm, _caller, whose) => ({
    id: (await firm.addClient(whose)).lead_id,
  }),
  'GET /crm/leads/{id}/conversion': lead,
  'GET /crm/leads/{id}/losses': lead,
  'POST /crm/leads/{id}/reopen': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: {},
  }),
  'GET /crm/privacy/person': async (firm, _caller, whose) => ({
    query: { lead_id: String(await firm.addLead(whose)) },
  }),
  'POST /crm/privacy/exports': async (firm, _caller, whose) => ({
    payload: { lead_id: await firm.addLead(whose) },
  }),
  'POST /crm/privacy/exports/{id}/link': () => ({ id: 999_999 }),
  // The name is not that of the lead, so that nobody is erased.
  'POST /crm/privacy/erasures': async (firm, _caller, whose) => ({
    payload: { lead_id: await firm.addLead(whose), confirm: 'Nobody by that name' },
  }),
  'PUT /crm/leads/{id}/hold': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: { reason: 'A dispute' },
  }),
  'DELETE /crm/leads/{id}/hold': lead,
  'PUT /crm/privacy/retention': () => ({
    payload: {
      lost_months: null,
      is_automatic: false,
      import_file_days: 30,
      export_file_days: 7,
      notification_days: null,
      version: 1,
    },
  }),
  'GET /crm/privacy/retention/due': () => ({ query: { import_file_days: '30', export_file_days: '7' } }),
  'PUT /crm/consent-purposes': () => ({
    payload: { data: [{ label: 'x', wording: '', has_channels: true }], version: 1 },
  }),
  'GET /crm/leads/{id}/consents': lead,
  'POST /crm/leads/{id}/consents': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: { purpose_id: 1, channel: 'email', given: true },
  }),
  'PUT /crm/lost-reasons': async firm => {
    const [row] = await firm.app.platform.db.rows<{ version: number }>(
      'SELECT version FROM lost_reasons_version',
    )
    return { payload: { data: [{ label: 'Price too high' }], version: row?.version ?? 0 } }
  },
  'PUT /crm/leads/{id}/booking-payment': async (firm, _caller, whose) => {
    const id = await firm.addLead(whose)
    await firm.app.platform.db.rows(
      "INSERT INTO booking_payments (lead_id, amount, paid_on, created_by) SELECT id, 1, '2026-01-02', created_by FROM leads WHERE id = $1",
      [id],
    )
    return { id, payload: { amount: 100_000, paid_on: '2026-01-02', version: 1 } }
  },
  'GET /crm/leads/{id}/quotes': lead,
  'POST /crm/leads/{id}/quotes': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: { amount: 1_200_000, quoted_on: '2026-11-02' },
  }),
  'PATCH /crm/quotes/{id}': async (firm, _caller, whose) => ({
    id: (
      await firm.add(`/crm/leads/${await firm.addLead(whose)}/quotes`, {
        amount: 1_200_000,
        quoted_on: '2026-11-02',
      })
    ).id,
    payload: { status: 'sent' },
  }),
  'GET /crm/leads/{id}/score': lead,
  'GET /crm/leads/{id}/next-actions': lead,
  'POST /crm/leads/{id}/next-actions': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: { kind: 'call_now', answer: 'taken' },
  }),
  'GET /crm/next-actions': () => ({ query: { lead_id: '1' } }),
  'PUT /crm/settings/scoring': () => ({ payload: DEFAULT_SCORING }),
  'POST /crm/settings/scoring/preview': () => ({ payload: DEFAULT_SCORING }),
  ...webhooks,
  'GET /crm/clients/{id}': async (firm, _caller, whose) => ({ id: (await firm.addClient(whose)).client_id }),
  'PUT /crm/clients/{id}/people': async (firm, _caller, whose) => ({
    id: (await firm.addClient(whose)).client_id,
    payload: {
      account_owner_id: null,
      designer_id: firm.staff.designerId,
      version: whose === 'own' ? 2 : 1,
    },
  }),
  'GET /crm/leads/{id}/duplicates': lead,
  'GET /crm/leads/{id}/history': lead,
  'GET /crm/leads/{id}/access': lead,
  'GET /crm/leads/{id}/access/{userId}': async (firm, _caller, whose) => ({
    params: { id: await firm.addLead(whose), userId: firm.staff.adminId },
  }),
  'GET /crm/leads/{id}/household': lead,

  'PUT /crm/leads/duplicate-pairs/decision': async firm => ({
    payload: { ...named(await firm.addPair(), 'lead_id', 'other_id'), decision: 'later' },
  }),
  'POST /crm/leads/merge': async firm => ({ payload: named(await firm.addPair(), 'winner_id', 'loser_id') }),
  'POST /crm/leads/merge/preview': async firm => ({
    payload: named(await firm.addPair(), 'winner_id', 'loser_id'),
  }),
  'POST /crm/leads/merges/{id}/undo': async firm => ({ id: await firm.addMerge() }),
  'POST /crm/leads/access-requests': () => ({ payload: { ask_token: 'made-up' } }),
  'POST /crm/leads/access-requests/{id}/decision': async (firm, _caller, whose) => ({
    id: await firm.addAccessRequest(whose),
    payload: { decision: 'decline' },
  }),

  'POST /crm/settings/fields': () => ({ payload: { label: fresh('Field'), kind: 'text' } }),
  'PUT /crm/settings/fields/order': async firm => ({ payload: { ids: await firm.fieldIds() } }),
  'PATCH /crm/settings/fields/{id}': async firm => ({
    id: (await firm.add('/crm/settings/fields', { label: fresh('Field'), kind: 'text' })).id,
    payload: { hint: 'As it was seen' },
  }),
  'POST /crm/settings/fields/{id}/remove-option': async firm => ({
    id: (
      await firm.add('/crm/settings/fields', {
        label: fresh('Field'),
        kind: 'choice',
        options: [{ label: 'One' }],
      })
    ).id,
    payload: { value: 'one', move_to: null },
  }),
  'POST /crm/settings/tags': () => ({ payload: { name: fresh('Tag') } }),
  'PATCH /crm/settings/tags/{id}': async firm => ({ id: await tag(firm), payload: { color: 'plum' } }),
  'POST /crm/settings/tags/{id}/merge': async firm => ({
    id: await tag(firm),
    payload: { into: await tag(firm) },
  }),
  'DELETE /crm/settings/tags/{id}': async firm => ({ id: await tag(firm) }),
  'POST /crm/activities': async (firm, _caller, whose) => ({
    payload: { lead_id: await firm.addLead(whose), type: 'call', outcome: 'Spoke' },
  }),
  'GET /crm/activities/{leadId}': lead,
  'PATCH /crm/activities/entries/{id}': async (firm, _caller, whose) => ({
    id: await firm.addActivity(whose),
    payload: { note: 'Said differently' },
  }),
  'DELETE /crm/activities/entries/{id}': activity,
  'GET /crm/activities/entries/{id}/history': activity,
  'PUT /crm/activity-outcomes': () => ({
    payload: { data: [{ type: 'call', label: 'Spoke', is_contact: true, next_minutes: null }] },
  }),
  'POST /crm/notifications/read': () => ({ payload: {} }),
  'PATCH /crm/notifications/{id}': async (firm, caller, whose) => ({
    id: await firm.addNotification(caller, whose),
    payload: { read: true },
  }),
  'PUT /crm/notification-settings': () => ({
    payload: {
      time_zone: 'Asia/Kolkata',
      remind_before_minutes: 15,
      quiet_from: null,
      quiet_to: null,
      digest_at: '08:30',
      kinds: [],
    },
  }),
  'POST /crm/devices': () => ({ payload: DEVICE }),
  'DELETE /crm/devices/{id}': async (firm, caller, whose) => ({ id: await firm.addDevice(caller, whose) }),
  'PUT /crm/settings/reminders': () => ({ payload: { overdue_minutes: 60, escalate_minutes: 1440 } }),
  'PUT /crm/settings/response': () => ({
    payload: {
      hours: [{ team_id: null, time_zone: null, days: Array(7).fill({ from: '10:00', to: '19:00' }) }],
      holidays: [],
      targets: [{ source: null, is_hot: false, minutes: 15 }],
    },
  }),
  'GET /calendar/{file}': async (firm, _caller, whose) => ({ id: await firm.addFeed(whose) }),
  'PUT /crm/settings/kick-off': async firm => {
    const { body } = await firm.ask('superadmin', { url: '/crm/settings/kick-off' })
    const { currency: _, ...payload } = JSON.parse(body)
    return { payload }
  },
  'PUT /crm/settings/client-people': async firm => {
    const { body } = await firm.ask('superadmin', { url: '/crm/settings/client-people' })
    return { payload: JSON.parse(body) }
  },
  'POST /crm/settings/client-people/simulation': () => ({
    payload: {
      account_owner: { rules: [], fallback_id: null },
      designer: { rules: [], fallback_id: null },
    },
  }),
  'POST /crm/follow-ups': async (firm, _caller, whose) => ({
    payload: { lead_id: await firm.addLead(whose), due_at: '2030-01-01T10:00:00Z' },
  }),
  'PATCH /crm/follow-ups/{id}': async (firm, _caller, whose) => ({
    id: await firm.addFollowUp(whose),
    payload: { due_at: '2030-01-02T10:00:00Z' },
  }),
  'DELETE /crm/follow-ups/{id}': followUp,
  'POST /crm/follow-ups/{id}/done': async (firm, _caller, whose) => ({
    id: await firm.addFollowUp(whose),
    payload: {},
  }),
  'POST /crm/follow-ups/{id}/reopen': followUp,
  'PATCH /crm/pipelines/{leadId}': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: { stage_id: await firm.stageId('Contacted') },
  }),
  'PUT /crm/pipelines/{leadId}/sleep': async (firm, _caller, whose) => ({
    id: await firm.addLead(whose),
    payload: { until: '2099-01-01' },
  }),
  'DELETE /crm/pipelines/{leadId}/sleep': lead,
  'GET /crm/boards/{pipelineId}': () => ({ params: { pipelineId: 'all' } }),
  'POST /crm/settings/pipelines': () => ({ payload: { name: 'Kitchens', project_type: 'residential' } }),
  'PATCH /crm/settings/pipelines/{id}': () => ({ id: 1, payload: { name: 'Standard' } }),
  'DELETE /crm/settings/pipelines/{id}': () => ({ id: 1 }),
  'PUT /crm/settings/pipelines/{id}/order': () => ({ id: 1, payload: { stage_ids: [1] } }),
  'POST /crm/settings/pipelines/{id}/stages': (_firm, caller) => ({
    id: 1,
    payload: { name: `Stage of ${caller}`, category: 'contacted' },
  }),
  'PATCH /crm/settings/pipelines/{id}/stages/{stageId}': async firm => ({
    params: { id: 1, stageId: await firm.stageId('Contacted') },
    payload: { stale_after_days: 7 },
  }),
  'DELETE /crm/settings/pipelines/{id}/stages/{stageId}': async firm => ({
    params: { id: 1, stageId: await firm.stageId('Lost') },
  }),
  'GET /crm/leads/{id}/files': lead,
  'POST /crm/leads/{id}/files': async (firm, _caller, whose) => ({
    ...firm.photo,
    id: await firm.addLead(whose),
  }),
  'GET /crm/leads/{id}/files/archive': async (firm, caller, whose) => ({
    id: (await firm.addFile(caller, whose)).lead_id,
  }),
  'GET /crm/files/{id}/content': fileOf,
  'GET /crm/files/{id}/preview': fileOf,
  'PATCH /crm/files/{id}': async (firm, caller, whose) => ({
    ...(await fileOf(firm, caller, whose)),
    payload: { name: 'Kitchen' },
  }),
  'DELETE /crm/files/{id}': fileOf,
  'POST /crm/files/{id}/restore': fileOf,

  'POST /crm/bulk': async firm => ({
    payload: { action: 'tag', add_tags: ['Bulk'], selection: { ids: [await firm.addLead('own')] } },
  }),
  'POST /crm/bulk/convert': async firm => {
    // One change at a time for each person.
    await firm.app.platform.db.rows(
      "UPDATE bulk_changes SET status = 'cancelled', finished_at = now() WHERE finished_at IS NULL",
    )
    return { payload: { selection: { ids: [await firm.addLead('own')] } } }
  },
  'POST /crm/bulk/convert/check': async firm => ({
    payload: { selection: { ids: [await firm.addLead('own')] } },
  }),
  'GET /crm/bulk/{id}': bulk,
  'GET /crm/bulk/{id}/failures': bulk,
  'POST /crm/bulk/{id}/cancel': bulk,
  'POST /crm/bulk/{id}/undo': bulk,
  'POST /crm/views': () => ({ payload: { name: 'Mine', definition: { filters: {} } } }),
  'PUT /crm/views/order': () => ({ payload: { ids: [] } }),
  'PUT /crm/views/default': () => ({ payload: { view_id: null } }),
  'PATCH /crm/views/{id}': async (firm, caller, whose) => ({
    id: await firm.addView(caller, whose),
    payload: { name: 'Renamed' },
  }),
  'DELETE /crm/views/{id}': async (firm, caller, whose) => ({ id: await firm.addView(caller, whose) }),
  'PUT /crm/settings/default-views': () => ({ payload: { role_id: 1, view_id: null } }),

  'GET /crm/reports/file': () => ({ query: { report: 'sources', format: 'csv' } }),
  'POST /crm/reports/pictures': () => ({ payload: { report: 'sources' } }),
  'POST /crm/report-mails': () => ({
    payload: { report: 'sources', span: '7d', weekday: 1, hour: 9 },
  }),
  'DELETE /crm/report-mails/{id}': reportMail,
  'POST /crm/report-mails/{id}/send': reportMail,
  'POST /api/report-mails/stop': () => ({ payload: { token: 'made-up' } }),
  'PUT /crm/preferences': () => ({ payload: { celebrates: true } }),
  'PUT /crm/navigation': () => ({ payload: { entries: [] } }),
  'PUT /crm/settings/navigation': () => ({ payload: { role_id: 1, entries: null } }),
  'PUT /crm/dashboard': () => ({ payload: { size: 'phone', widgets: [] } }),
  'PUT /crm/settings/dashboards': () => ({ payload: { role_id: 1, size: 'phone', widgets: null } }),

  'POST /crm/imports': firm => firm.upload,
  'GET /crm/imports/{id}': importOf,
  'PUT /crm/imports/{id}/mapping': async (firm, caller, whose) => ({
    id: await firm.addImport(caller, whose),
    payload: firm.mapping,
  }),
  'POST /crm/imports/{id}/run': importOf,
  'GET /crm/imports/{id}/refused': importOf,
  'POST /crm/imports/{id}/cancel': importOf,
  'POST /crm/imports/{id}/undo': importOf,
  'POST /crm/exports': async () => ({ payload: { format: 'csv' } }),
  'GET /crm/exports/{id}': exportOf,
  'POST /crm/exports/{id}/cancel': exportOf,
  'POST /crm/exports/{id}/link': exportOf,
  'POST /crm/import-mappings': async firm => ({ payload: { name: 'Zoho', mapping: firm.mapping } }),
  'DELETE /crm/import-mappings/{id}': async firm => ({ id: await firm.addSavedMapping() }),
}
