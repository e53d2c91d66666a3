/** What people are told of, and what is usual for each: whether it stands in the centre, comes by mail, rings on a device. */
export const NOTIFICATION_KINDS = {
  'follow_up.upcoming': { in_app: true, mail: false, push: true },
  'follow_up.due': { in_app: true, mail: false, push: true },
  'follow_up.overdue': { in_app: true, mail: true, push: true },
  'follow_up.escalated': { in_app: true, mail: true, push: false },
  'lead.assigned': { in_app: true, mail: false, push: true },
  'lead.assignment_failed': { in_app: true, mail: true, push: true },
  'lead.response_missed': { in_app: true, mail: false, push: true },
  'lead.came_back': { in_app: true, mail: true, push: true },
  mention: { in_app: true, mail: true, push: true },
  'lead.access_requested': { in_app: true, mail: true, push: true },
  'lead.access_granted': { in_app: true, mail: false, push: true },
  'lead.access_declined': { in_app: true, mail: false, push: false },
  'client.kick_off': { in_app: true, mail: true, push: true },
  'client.place': { in_app: true, mail: true, push: true },
  'import.finished': { in_app: true, mail: false, push: false },
  'webhook.paused': { in_app: true, mail: true, push: false },
  digest: { in_app: false, mail: true, push: false },
} as const satisfies Record<string, Record<Channel, boolean>>

export type NotificationKind = keyof typeof NOTIFICATION_KINDS
export type Channel = 'in_app' | 'mail' | 'push'
export const CHANNELS = ['in_app', 'mail', 'push'] as const satisfies readonly Channel[]
export const KINDS = Object.keys(NOTIFICATION_KINDS) as NotificationKind[]
