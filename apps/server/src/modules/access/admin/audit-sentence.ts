import { OF_WORK } from './audit-of-work.ts'
import { type AuditNames, roleOf, someone, type Tell, type ToldEntry, text } from './audit-tell.ts'

const reach = (value: unknown) =>
  value === null || value === undefined ? 'None' : sentenceCase(String(value))
/** What the modules are about, as the matrix of permissions says it. */
const ABOUT: Readonly<Record<string, string>> = {
  CRM: 'with leads',
  Marketing: 'with campaigns',
  Design: 'with projects',
  Analytics: 'with reports',
  Administration: 'in the administration',
}
const permission = ({ module, action }: Record<string, unknown>) =>
  `${ABOUT[text(module)] ?? text(module)}: ${text(action).replaceAll('_', ' ')}`

const MEANS: Readonly<Record<string, string>> = {
  sso: ' through the firm’s provider',
  invitation: ' by invitation',
  passkey: ' with a passkey',
}
const STEPS: Readonly<Record<string, string>> = {
  passkey: ', with a passkey',
  totp: ', with a code of the app',
  recovery_code: ', with a recovery code',
  provider: ', which vouched for two factors',
}

/** What was done, behind the name of who did it: "gave Arjun Patil the role Manager". */
const TELL: Readonly<Record<string, Tell>> = {
  ...OF_WORK,
  signed_in: ({ details }) =>
    `signed in${MEANS[text(details.by)] ?? ''}${STEPS[text(details.second_factor)] ?? ''}${details.new_device ? ', on a device not used before' : ''}`,
  began_sign_in: ({ details }) =>
    `gave ${details.by === 'password' ? 'their password' : 'the first factor'}, and was asked for the second step`,
  failed_second_factor: () => 'failed the second step of signing in',
  started_view_as: (entry, names) =>
    `began to look on as ${entry.record_type === 'role' ? roleOf(entry.record_id, names) : someone(entry, names)}`,
  stopped_view_as: (entry, names) =>
    `stopped looking on as ${entry.record_type === 'role' ? roleOf(entry.record_id, names) : someone(entry, names)}${entry.details.by_itself ? ', as the time was over' : ''}`,
  began_second_factor: () => 'began to set up codes of an app for signing in',
  enabled_second_factor: () => 'set up codes of an app for signing in',
  disabled_second_factor: () => 'took the codes of their app away',
  added_passkey: () => 'added a passkey',
  renamed_passkey: () => 'renamed a passkey',
  removed_passkey: () => 'removed a passkey',
  made_recovery_codes: () => 'made new recovery codes',
  reset_second_factor: (entry, names) => `reset the second step of signing in of ${someone(entry, names)}`,
  signed_out: () => 'signed out',
  replaced_session: () => 'signed in anew on the same device',
  failed_sign_in: ({ details }) => `tried to sign in${MEANS[text(details.by)] ?? ''}`,
  failed_sso: ({ details }) => `was not let in by the firm’s provider: ${text(details.reason)}`,
  ended_session: ({ details }, names) =>
    details.user_id === undefined
      ? 'signed out a device'
      : `signed out a device of ${names.person(details.user_id) ?? 'a colleague'}`,
  reset_password: () => 'set a new password',
  changed_password: () => 'changed their password',
  opened_sign_in: (entry, names) =>
    `let ${someone(entry, names)} try again to sign in, after too many failed tries`,
  requested_password_reset: (entry, names) => `had a password mail sent to ${someone(entry, names)}`,
  created_first_admin: () => 'became the first Super Admin',
  joined: () => 'joined',
  linked_sso: () => 'signs in through the firm’s provider from now on',
  refused: ({ details }) =>
    text(details.reason)
      ? `was refused: ${text(details.reason)}`
      : `was refused: ${text(details.action).replaceAll('_', ' ')} (${text(details.route)})`,
  // Nobody gives themselves a role: it came with joining.
  assigned_role: (entry, names) =>
    entry.user_id === entry.record_id
      ? `got the role ${text(entry.details.role)}`
      : `gave ${someone(entry, names)} the role ${text(entry.details.role)}`,
  removed_role: (entry, names) => `took the role ${text(entry.details.role)} from ${someone(entry, names)}`,
  updated_permission: ({ details }) =>
    `changed what ${text(details.role)} may do ${permission(details)}, ${reach(details.from)} to ${reach(details.to)}`,
  created_role: ({ details }) =>
    `made the role ${text(details.role)}${details.copy_of ? `, a copy of ${text(details.copy_of)}` : ''}`,
  updated_role: ({ details }) =>
    typeof details.needs_second_factor === 'boolean'
      ? `${details.needs_second_factor ? 'made' : 'no longer made'} a second step of signing in a must for the role ${text(details.role)}`
      : details.was_role
        ? `renamed the role ${text(details.was_role)} to ${text(details.role)}`
        : `described the role ${text(details.role)}`,
  deleted_role: ({ details }) =>
    `deleted the role ${text(details.role)}${details.replaced_with ? `, its people got ${text(details.replaced_with)}` : ''}`,
  updated_user: (entry, names) => {
    const { fields } = entry.details
    const moved = Array.isArray(fields) && fields.includes('team_id')
    const team =
      entry.details.team_id === null ? 'no team' : (names.team(entry.details.team_id) ?? 'another team')
    return moved ? `moved ${someone(entry, names)} to ${team}` : `renamed ${someone(entry, names)}`
  },
  deactivated_user: (entry, names) => `deactivated ${someone(entry, names)}`,
  reactivated_user: (entry, names) => `reactivated ${someone(entry, names)}`,
  invited_user: ({ details }) =>
    Array.isArray(details.roles) && details.roles.length > 0
      ? `invited somebody as ${details.roles.join(', ')}`
      : 'invited somebody',
  resent_invitation: () => 'sent an invitation again',
  revoked_invitation: () => 'took back an invitation',
  created_team: ({ details }) => `made the team ${text(details.name)}`,
  updated_team: ({ details }, names) => {
    if (details.was_name && details.was_name !== details.name)
      return `renamed the team ${text(details.was_name)} to ${text(details.name)}`
    const fields = Array.isArray(details.fields) ? details.fields : []
    if (fields.includes('head_id'))
      return `made ${names.person(details.head_id) ?? 'nobody'} head of ${text(details.name)}`
    return `moved the team ${text(details.name)} below ${names.team(details.parent_id) ?? 'no other'}`
  },
  deleted_team: ({ details }, names) =>
    `deleted the team ${text(details.name)}, its people went to ${names.team(details.moved_to) ?? 'another'}`,
  created_api_key: ({ details }) =>
    `made the API key ${text(details.name)} for the role ${text(details.role)}`,
  revoked_api_key: ({ details }) => `took back the API key ${text(details.name)}`,
  changed_availability: (entry, names) => `set when ${someone(entry, names)} takes leads or clients`,
  changed_role_navigation: (entry, names) =>
    `changed what ${roleOf(entry.record_id, names)} sees at the side`,
  changed_assignment: () => 'changed the rules by which leads find their owners',
  changed_client_rules: () => 'changed the rules by which people are proposed for clients',
  changed_kick_off: () => 'changed what is planned after a conversion',
  ran_assignment: ({ details }) =>
    `had ${typeof details.leads === 'number' ? details.leads : 'some'} leads assigned by the rules`,
  created_webhook: ({ details }) =>
    `made a webhook to ${text(details.host)}${details.with_contact === true ? ', with contact details' : ''}`,
  changed_webhook: ({ details }) => `changed the webhook to ${text(details.host)}${webhookChange(details)}`,
  deleted_webhook: ({ details }) => `deleted the webhook to ${text(details.host)}`,
  renewed_webhook_secret: ({ details }) => `made a new secret for the webhook to ${text(details.host)}`,
  tested_webhook: ({ details }) => `sent a test to the webhook ${text(details.host)}`,
  replayed_webhook: ({ details }) =>
    `sent ${messages(Number(details.messages))} again to ${text(details.host)}`,
  paused_webhook: ({ details }) =>
    `paused the webhook to ${text(details.host)}: nothing had arrived for days`,
  resumed_webhook: ({ details }) => `let the webhook to ${text(details.host)} go on: a message has arrived`,
  changed_onboarding: () => 'changed what new people get',
  handed_over_leads: ({ details, ...entry }, names) =>
    `handed over the leads of ${someone({ ...entry, details }, names)}${typeof details.total === 'number' ? `, ${details.total} of them` : ''}`,
  read_many_contacts: ({ details }) =>
    `read the contact details of ${typeof details.leads === 'number' ? details.leads : 'many'} leads within ten minutes`,
  exported_audit_log: () => 'exported the audit log',
  rotated_keys: () => 'changed the encryption key',
}

/** They are counted to a thousand. */
const messages = (count: number): string =>
  count === 1 ? 'a message' : count > 1000 ? 'more than 1,000 messages' : `${count} messages`

function webhookChange({ with_contact, is_active }: Record<string, unknown>): string {
  if (with_contact === true) return ', it tells contact details from now on'
  if (with_contact === false) return ', it tells no contact details any more'
  if (is_active === true) return ', it goes on'
  return is_active === false ? ', it is paused' : ''
}

/** What the entry says, behind the name of who did it. What no sentence is known for is told by its own name: `merged_leads` on
 *  lead 7 is "merged leads, lead 7". */
export function auditSentence(entry: ToldEntry, names: AuditNames): string {
  const details = entry.details ?? {}
  const as = entry.action === 'stopped_view_as' ? '' : viewedAs(details.viewing_as, names)
  const told = TELL[entry.action]?.({ ...entry, details }, names) ?? named(entry)
  const times =
    typeof details.times === 'number'
      ? `, ${details.times === 1 ? 'once' : `${details.times} times`} more within a minute`
      : ''
  // A reason is a sentence of its own; what follows goes on with it.
  return as + times === '' ? told : told.replace(/\.$/, '') + as + times
}

/** An entry of somebody who looked on as another. */
function viewedAs(viewed: unknown, names: AuditNames): string {
  if (typeof viewed !== 'object' || viewed === null) return ''
  const who =
    'role' in viewed ? `the role ${viewed.role}` : names.person((viewed as { user_id: unknown }).user_id)
  return `, looking on as ${who ?? 'somebody else'}`
}

function named({ action, record_type, record_id }: ToldEntry): string {
  const words = action.replaceAll('_', ' ')
  if (record_type === null || record_id === null) return words
  const type = record_type.replaceAll('_', ' ')
  return words.endsWith(` ${type}`) ? `${words} ${record_id}` : `${words}, ${type} ${record_id}`
}

function sentenceCase(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
