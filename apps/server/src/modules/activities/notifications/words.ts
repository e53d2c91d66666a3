import type { NotificationKind } from './kinds.ts'

/** What is known of a notification when it is put into words. */
export interface Told {
  kind: NotificationKind
  /** Name of the lead, for who may see it. */
  lead: string | null
  /** Name of the client that it is about, for who may see it. */
  client: string | null
  /** Name of the colleague who caused it. */
  actor: string | null
  data: Record<string, unknown>
  timeZone: string
}

const DEEDS: Record<string, string> = {
  call: 'Call',
  email: 'E-mail',
  meeting: 'Meeting',
  site_visit: 'Visit',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  task: 'Task',
}

/** Subject of the mail, title on the device. */
export function titleOf({ kind, lead, client, actor, data, timeZone }: Told): string {
  const whom = lead ?? client ?? 'a lead'
  const what = DEEDS[String(data.kind)] ?? 'Follow-up'
  switch (kind) {
    case 'follow_up.upcoming':
      return `${what} with ${whom} at ${clock(data.due_at, timeZone)}`
    case 'follow_up.due':
      return `${what} with ${whom} now`
    case 'follow_up.overdue':
      return `${what} with ${whom} is late`
    case 'follow_up.escalated':
      return `${actor ?? 'Somebody'} is late with ${whom}`
    case 'lead.assigned':
      return `${actor ? `${actor} gave you` : 'You have'} ${whom}`
    case 'lead.assignment_failed':
      return `Nobody could take ${whom} by the rules`
    case 'lead.response_missed':
      return `Nobody has contacted ${whom} in time`
    case 'lead.came_back':
      return actor ? `${actor} reopened ${whom}` : `${lead ?? 'A lost lead'} enquires again`
    case 'mention':
      return `${actor ?? 'Somebody'} named you with ${whom}`
    case 'lead.access_requested':
      return `${actor ?? 'A colleague'} asks for ${whom}`
    case 'lead.access_granted':
      return `${actor ?? 'A colleague'} let you have ${whom}`
    case 'lead.access_declined':
      return `${actor ?? 'A colleague'} keeps a lead that you asked for`
    case 'client.kick_off':
      return data.is_yours === true
        ? `You design for ${client ?? 'a client'}`
        : `${actor ?? 'A colleague'} designs for ${client ?? 'a new client'}`
    case 'client.place':
      return placeTitle(client, actor, data)
    case 'import.finished':
      return 'Your import is done'
    case 'webhook.paused':
      return `Nothing arrives at ${data.host}: its webhook is paused`
    case 'digest':
      return digestTitle(data)
  }
}

/** Of who gets a place with a client, or had it. */
function placeTitle(client: string | null, actor: string | null, data: Record<string, unknown>): string {
  const who = actor ?? 'Somebody'
  const deed = data.place === 'designer' ? 'design for' : 'look after'
  return data.is_yours === true
    ? `${who} has you ${deed} ${client ?? 'a client'}`
    : `${who} has somebody else ${deed} ${client ?? 'a client of yours'}`
}

function digestTitle({ overdue, today }: Record<string, unknown>): string {
  const late = Number(overdue) > 0 ? `, ${overdue} overdue` : ''
  return `Today: ${today} to do${late}`
}

function clock(at: unknown, timeZone: string): string {
  return new Intl.DateTimeFormat('en-IN', { hour: 'numeric', minute: '2-digit', timeZone })
    .format(new Date(String(at)))
    .replace(/:00/, '')
}

/** The client that it is about, beside its lead or without one. */
export const clientIn = ({ client_id }: Record<string, unknown>): number[] =>
  typeof client_id === 'number' ? [client_id] : []

/** Where it leads to; `client` is the name of the client that it is about, for who may see it. */
export function pathOf(
  kind: NotificationKind,
  leadId: number | null,
  data: Record<string, unknown>,
  client: string | null,
): string {
  if (leadId !== null) return `/leads/${leadId}`
  if (client !== null) return `/clients/${Number(data.client_id)}`
  if (kind === 'client.kick_off' || kind === 'client.place') return '/clients'
  if (kind === 'import.finished') return `/import/${Number(data.import_id)}`
  if (kind === 'webhook.paused') return `/settings/webhooks/${Number(data.webhook_id)}`
  return '/today'
}
