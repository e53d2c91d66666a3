/** What other systems may be told of, in the words of the event log. A file that brings in a firm's past tells nothing. */
export const WEBHOOK_EVENTS = [
  'lead.created',
  'lead.updated',
  'lead.assigned',
  'lead.stage_changed',
  'lead.quote_added',
  'lead.quote_changed',
  'lead.converted',
  'lead.conversion_undone',
  'lead.lost',
  'lead.merged',
  'lead.deleted',
  'lead.restored',
  'lead.erased',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** What a person sends to see whether it arrives. */
export const TEST_EVENT = 'webhook.test'
