import type { Delivery, Webhook, WebhookEvent } from './api.ts'

/** What other systems may be told of, in the order of a lead's life. */
export const EVENT_WORDS: Readonly<Record<WebhookEvent, string>> = {
  'lead.created': 'A lead is new',
  'lead.updated': 'Details change',
  'lead.assigned': 'The owner changes',
  'lead.stage_changed': 'The stage changes',
  'lead.quote_added': 'A quote is made',
  'lead.quote_changed': 'A quote changes',
  'lead.converted': 'A lead becomes a client',
  'lead.conversion_undone': 'A conversion is taken back',
  'lead.lost': 'A lead is lost',
  'lead.merged': 'Two leads are merged',
  'lead.deleted': 'A lead is deleted',
  'lead.restored': 'A lead is brought back',
  'lead.erased': 'A person is erased',
}
export const EVENTS = Object.keys(EVENT_WORDS) as WebhookEvent[]

export const typeWords = (type: Delivery['type']): string =>
  type === 'webhook.test' ? 'Test' : EVENT_WORDS[type]

const ERRORS: Readonly<Record<string, string>> = {
  address: 'leads into a private network',
  'plain-http': 'is not https',
  name: 'the name is not known',
  timeout: 'no answer in 10 seconds',
  tls: 'no trusted certificate',
  connection: 'no connection',
  secret: 'the secret cannot be read here',
  contact: 'the contact details cannot be read here',
}

/** What came of the last try: "Status 500", "no connection". */
export function outcomeWords({
  last_status,
  last_error,
}: Pick<Delivery, 'last_status' | 'last_error'>): string {
  if (last_status !== null) return `Status ${last_status}`
  return last_error === null ? 'Not tried yet' : (ERRORS[last_error] ?? last_error)
}

/** A number of messages: beyond a thousand it is not counted. */
export const countWords = (count: number): string => (count > 1000 ? '1,000+' : String(count))

export type Health = 'good' | 'failing' | 'paused' | 'new'

/** How an endpoint fares, at a glance. */
export function healthOf({ is_active, failing_since, last_attempt }: Webhook): Health {
  if (!is_active) return 'paused'
  if (failing_since !== null) return 'failing'
  return last_attempt === null ? 'new' : 'good'
}

/** The address without its scheme: what tells two of them apart. */
export const shortUrl = (url: string): string => url.replace(/^https:\/\//, '').replace(/\/$/, '')
