/** What an endpoint answers: `yes` it does its work (or says what is wrong with the request), `401` not signed in, `403` may
 *  not, `404` the record is outside the reach, so it does not exist. */
export type Answer = 'yes' | '401' | '403' | '404'

/** Who asks: the demo logins, in the order of the columns below. */
export const CALLERS = ['superadmin', 'admin', 'manager', 'employee', 'designer', 'client', 'nobody'] as const
export type Caller = (typeof CALLERS)[number]

type Row = readonly [Answer, Answer, Answer, Answer, Answer, Answer, Answer]

/**
 * Every endpoint of the API and what it answers to whom. Where the path names a record, it is one outside the reach of all
 * whose reach is not everything: a lead of another team, somebody else's session or import.
 */
// biome-ignore format: a table
export const MATRIX: Readonly<Record<string, Row>> = {
  //                                       super   admin  manager employee designer client nobody
  'GET /api/sign-in-options':             ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  'POST /api/auth/sign-in/email':         ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  'POST /api/auth/sign-out':              ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  'POST /api/auth/request-password-reset':['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  'POST /api/auth/reset-password':        ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  'POST /api/auth/change-password':       ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  // There is a Super Admin, so the link is dead for everyone.
  'POST /api/first-admin':                ['403', '403', '403', '403', '403', '403', '403'],
  'GET /api/me':                          ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],

  // No provider is set here.
  'GET /api/auth/oidc/start':             ['404', '404', '404', '404', '404', '404', '404'],
  'GET /api/auth/oidc/callback':          ['404', '404', '404', '404', '404', '404', '404'],
  // A token of nobody: told so, whoever asks.
  'POST /api/invitation/look':            ['404', '404', '404', '404', '404', '404', '404'],
  'POST /api/invitation/accept':          ['404', '404', '404', '404', '404', '404', '404'],

  // Of people the record is a Super Admin: nobody but another one changes them (403), and nobody but them sees no one.
  'GET /crm/users':                       ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/users/{id}':                  ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PATCH /crm/users/{id}':                ['yes', '403', '403', '403', '403', '403', '401'],
  'POST /crm/users/{id}/roles':           ['yes', '403', '403', '403', '403', '403', '401'],
  'DELETE /crm/users/{id}/roles/{roleId}':['yes', '403', '403', '403', '403', '403', '401'],
  'POST /crm/users/{id}/deactivate':      ['yes', '403', '403', '403', '403', '403', '401'],
  'POST /crm/users/{id}/reactivate':      ['yes', '403', '403', '403', '403', '403', '401'],
  'POST /crm/users/{id}/password-reset':  ['yes', '403', '403', '403', '403', '403', '401'],
  'GET /crm/users/{id}/sessions':         ['yes', 'yes', '403', '403', '403', '403', '401'],
  'DELETE /crm/users/{id}/sessions':      ['yes', '403', '403', '403', '403', '403', '401'],
  'DELETE /crm/users/{id}/sessions/{sessionId}': ['yes', '403', '403', '403', '403', '403', '401'],
  'POST /crm/users/{id}/handover':        ['yes', 'yes', '403', '403', '403', '403', '401'],
  // A handover belongs to whoever asked for it.
  'GET /crm/handovers/{id}':              ['404', '404', '403', '403', '403', '403', '401'],
  // Of a salesperson of another team: whoever assigns leads to them, and they themselves.
  'GET /crm/users/{id}/availability':     ['yes', 'yes', '404', '404', '403', '403', '401'],
  'PUT /crm/users/{id}/availability':     ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/assignment':                  ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/assignment':                  ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/assignment/simulation':      ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/assignment/runs':            ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/invitations':                 ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/invitations':                ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/invitations/{id}/resend':    ['yes', 'yes', '403', '403', '403', '403', '401'],
  'DELETE /crm/invitations/{id}':         ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/roles':                       ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/roles':                      ['yes', '403', '403', '403', '403', '403', '401'],
  'PATCH /crm/roles/{id}':                ['yes', '403', '403', '403', '403', '403', '401'],
  'DELETE /crm/roles/{id}':               ['yes', '403', '403', '403', '403', '403', '401'],
  'GET /crm/roles/{id}/permissions':      ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/permissions/preview':        ['yes', '403', '403', '403', '403', '403', '401'],
  'PATCH /crm/permissions':               ['yes', '403', '403', '403', '403', '403', '401'],
  'GET /crm/teams/tree':                  ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/teams':                      ['yes', '403', '403', '403', '403', '403', '401'],
  'PATCH /crm/teams/{id}':                ['yes', '403', '403', '403', '403', '403', '401'],
  'DELETE /crm/teams/{id}':               ['yes', '403', '403', '403', '403', '403', '401'],
  'GET /crm/api-keys':                    ['yes', '403', '403', '403', '403', '403', '401'],
  'POST /crm/api-keys':                   ['yes', '403', '403', '403', '403', '403', '401'],
  'DELETE /crm/api-keys/{id}':            ['yes', '403', '403', '403', '403', '403', '401'],
  'GET /crm/audit-logs':                  ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/audit-logs/actions':          ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/audit-logs/export':           ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/onboarding-rules':            ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/onboarding-rules':            ['yes', '403', '403', '403', '403', '403', '401'],
  'POST /crm/onboarding-rules/try':       ['yes', 'yes', '403', '403', '403', '403', '401'],

  'POST /api/keys/rotate':                ['yes', '403', '403', '403', '403', '403', '401'],

  'GET /crm/sessions':                    ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'DELETE /crm/sessions':                 ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'DELETE /crm/sessions/{id}':            ['404', '404', '404', '404', '404', '404', '401'],

  'GET /crm/people':                      ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/teams':                       ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/pipelines':                   ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'PATCH /crm/pipelines/{leadId}':        ['yes', 'yes', '404', '404', '403', '403', '401'],
  'PUT /crm/pipelines/{leadId}/sleep':    ['yes', 'yes', '404', '404', '403', '403', '401'],
  'DELETE /crm/pipelines/{leadId}/sleep': ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/boards/{pipelineId}':         ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],

  'GET /crm/settings/pipelines':          ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/settings/pipelines':         ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PATCH /crm/settings/pipelines/{id}':   ['yes', 'yes', '403', '403', '403', '403', '401'],
  'DELETE /crm/settings/pipelines/{id}':  ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/settings/pipelines/{id}/order':['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/settings/pipelines/{id}/stages':['yes', 'yes', '403', '403', '403', '403', '401'],
  'PATCH /crm/settings/pipelines/{id}/stages/{stageId}':['yes', 'yes', '403', '403', '403', '403', '401'],
  'DELETE /crm/settings/pipelines/{id}/stages/{stageId}':['yes', 'yes', '403', '403', '403', '403', '401'],

  'GET /crm/dashboard':                   ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'PUT /crm/dashboard':                   ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'DELETE /crm/dashboard':                ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'GET /crm/settings/dashboards':         ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/settings/dashboards':         ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/reports/conversions':        ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/reports/team-performance':   ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/reports/funnel':             ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/reports/response-times':     ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/reports/pipeline':           ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/reports/lost-reasons':       ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/reports/sources':            ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/reports/activity':           ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],

  'GET /crm/campaigns':                   ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],

  'GET /crm/leads':                       ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'POST /crm/leads':                      ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/leads/counts':                ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/leads/duplicates':            ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/leads/export':                ['yes', 'yes', 'yes', '403', '403', '403', '401'],
  'GET /crm/leads/{id}':                  ['yes', 'yes', '404', '404', '403', '403', '401'],
  'PATCH /crm/leads/{id}':                ['yes', 'yes', '404', '404', '403', '403', '401'],
  'DELETE /crm/leads/{id}':               ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/leads/{id}/restore':         ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/leads/{id}/duplicates':       ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/leads/{id}/history':          ['yes', 'yes', '404', '404', '403', '403', '401'],
  'POST /crm/leads/{id}/convert':         ['yes', 'yes', '404', '404', '403', '403', '401'],
  'POST /crm/leads/{id}/convert/undo':    ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/leads/{id}/conversion':       ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/clients':                     ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/clients/{id}':                ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/leads/{id}/access':           ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/leads/{id}/access/{userId}':  ['yes', 'yes', '403', '403', '403', '403', '401'],

  'GET /crm/settings/fields':             ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'POST /crm/settings/fields':            ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/settings/fields/order':       ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PATCH /crm/settings/fields/{id}':      ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/settings/fields/{id}/remove-option': ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/tags':                        ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'POST /crm/settings/tags':              ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PATCH /crm/settings/tags/{id}':        ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/settings/tags/{id}/merge':   ['yes', 'yes', '403', '403', '403', '403', '401'],
  'DELETE /crm/settings/tags/{id}':       ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/activities':                 ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/activities/{leadId}':         ['yes', 'yes', '404', '404', '403', '403', '401'],
  // What others logged is theirs to change, and of whoever logs for more than themselves.
  'PATCH /crm/activities/entries/{id}':   ['yes', 'yes', '404', '404', '403', '403', '401'],
  'DELETE /crm/activities/entries/{id}':  ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/activities/entries/{id}/history':['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/activity-outcomes':           ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'PUT /crm/activity-outcomes':           ['yes', 'yes', '403', '403', '403', '403', '401'],
  // Everybody is told what concerns them, and says how.
  'GET /crm/notifications':               ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'GET /crm/notifications/count':         ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'POST /crm/notifications/read':         ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'PATCH /crm/notifications/{id}':        ['404', '404', '404', '404', '404', '404', '401'],
  'GET /crm/notification-settings':       ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'PUT /crm/notification-settings':       ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'POST /crm/devices':                    ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', '401'],
  'DELETE /crm/devices/{id}':             ['404', '404', '404', '404', '404', '404', '401'],
  'GET /crm/settings/reminders':          ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/settings/reminders':          ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/settings/response':           ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/settings/response':           ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/calendar-feed':               ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'POST /crm/calendar-feed':              ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'DELETE /crm/calendar-feed':            ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  // The link is the key.
  'GET /calendar/{file}':                 ['404', '404', '404', '404', '404', '404', '404'],
  'GET /crm/follow-ups':                  ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'GET /crm/follow-ups/counts':           ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'POST /crm/follow-ups':                 ['yes', 'yes', '404', '404', '403', '403', '401'],
  'PATCH /crm/follow-ups/{id}':           ['yes', 'yes', '404', '404', '403', '403', '401'],
  'DELETE /crm/follow-ups/{id}':          ['yes', 'yes', '404', '404', '403', '403', '401'],
  'POST /crm/follow-ups/{id}/done':       ['yes', 'yes', '404', '404', '403', '403', '401'],
  'POST /crm/follow-ups/{id}/reopen':     ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/leads/{id}/files':            ['yes', 'yes', '404', '404', '403', '403', '401'],
  'POST /crm/leads/{id}/files':           ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/leads/{id}/files/archive':    ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/files/{id}/content':          ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/files/{id}/preview':          ['yes', 'yes', '404', '404', '403', '403', '401'],
  'PATCH /crm/files/{id}':                ['yes', 'yes', '404', '404', '403', '403', '401'],
  'DELETE /crm/files/{id}':               ['yes', 'yes', '404', '404', '403', '403', '401'],
  'POST /crm/files/{id}/restore':         ['yes', 'yes', '404', '404', '403', '403', '401'],
  'GET /crm/leads/{id}/household':        ['yes', 'yes', '404', '404', '403', '403', '401'],

  'GET /crm/leads/duplicate-pairs':       ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/leads/duplicate-pairs/decision': ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/leads/merge':                ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/leads/merge/preview':        ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/leads/merges':                ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/leads/merges/{id}/undo':     ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/leads/access-requests':       ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  // Everybody sends a token that was made up.
  'POST /crm/leads/access-requests':      ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  // Decided by the owner of the lead, or whoever assigns it.
  'POST /crm/leads/access-requests/{id}/decision': ['yes', 'yes', '404', '404', '403', '403', '401'],

  // A bulk change belongs to whoever began it, a view to whoever saved it.
  'GET /crm/bulk':                        ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/bulk':                       ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/bulk/{id}':                   ['404', '404', '403', '403', '403', '403', '401'],
  'GET /crm/bulk/{id}/failures':          ['404', '404', '403', '403', '403', '403', '401'],
  'POST /crm/bulk/{id}/cancel':           ['404', '404', '403', '403', '403', '403', '401'],
  'POST /crm/bulk/{id}/undo':             ['404', '404', '403', '403', '403', '403', '401'],
  'GET /crm/views':                       ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'POST /crm/views':                      ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'PUT /crm/views/order':                 ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'PUT /crm/views/default':               ['yes', 'yes', 'yes', 'yes', '403', '403', '401'],
  'PATCH /crm/views/{id}':                ['404', '404', '404', '404', '403', '403', '401'],
  'DELETE /crm/views/{id}':               ['404', '404', '404', '404', '403', '403', '401'],
  'GET /crm/settings/default-views':      ['yes', 'yes', '403', '403', '403', '403', '401'],
  'PUT /crm/settings/default-views':      ['yes', 'yes', '403', '403', '403', '403', '401'],

  // An import belongs to whoever uploaded the file.
  'GET /crm/imports':                     ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/imports':                    ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/imports/{id}':                ['404', '404', '403', '403', '403', '403', '401'],
  'PUT /crm/imports/{id}/mapping':        ['404', '404', '403', '403', '403', '403', '401'],
  'POST /crm/imports/{id}/run':           ['404', '404', '403', '403', '403', '403', '401'],
  'GET /crm/imports/{id}/refused':        ['404', '404', '403', '403', '403', '403', '401'],
  'POST /crm/imports/{id}/cancel':        ['404', '404', '403', '403', '403', '403', '401'],
  'POST /crm/imports/{id}/undo':          ['404', '404', '403', '403', '403', '403', '401'],
  'POST /crm/exports':                     ['yes', 'yes', 'yes', '403', '403', '403', '401'],
  'GET /crm/exports':                      ['yes', 'yes', 'yes', '403', '403', '403', '401'],
  'GET /crm/exports/{id}':                 ['404', '404', '404', '403', '403', '403', '401'],
  'POST /crm/exports/{id}/cancel':         ['404', '404', '404', '403', '403', '403', '401'],
  'POST /crm/exports/{id}/link':           ['404', '404', '404', '403', '403', '403', '401'],
  'GET /crm/import-kinds':                ['yes', 'yes', '403', '403', '403', '403', '401'],
  'GET /crm/import-mappings':             ['yes', 'yes', '403', '403', '403', '403', '401'],
  'POST /crm/import-mappings':            ['yes', 'yes', '403', '403', '403', '403', '401'],
  'DELETE /crm/import-mappings/{id}':     ['yes', 'yes', '403', '403', '403', '403', '401'],
}

const ADMINISTERED: Row = ['yes', 'yes', '403', '403', '403', '403', '401']

/** What is answered about a record within reach where that is not told by the table: an Admin changes anybody but a Super Admin. */
export const WITHIN_REACH: Readonly<Record<string, Row>> = {
  'PATCH /crm/users/{id}': ADMINISTERED,
  'POST /crm/users/{id}/deactivate': ADMINISTERED,
  'POST /crm/users/{id}/reactivate': ADMINISTERED,
  'POST /crm/users/{id}/password-reset': ADMINISTERED,
  'DELETE /crm/users/{id}/sessions': ADMINISTERED,
  'DELETE /crm/users/{id}/sessions/{sessionId}': ADMINISTERED,
}
