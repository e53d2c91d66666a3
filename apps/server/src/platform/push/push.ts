import webPush from 'web-push'
import { type Config, isLoopback, servesThisMachineOnly } from '../config/config.ts'

/** A device that takes messages, as the browser describes it. */
export interface PushSubscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

export interface PushOptions {
  /** Messages with the same topic replace each other on the device; at most 32 characters of base64url. */
  topic: string
  /** How long the push service keeps it for a device that is away. Seconds. */
  ttlS: number
}

/** A failure that may pass. */
export class PushError extends Error {
  override readonly name = 'PushError'
}

/** Messages to devices (RFC 8030), encrypted for them alone (RFC 8291) and signed by us (RFC 8292). */
export interface Push {
  /** What a browser needs to subscribe. */
  readonly publicKey: string
  /** Whether this is the address of a push service that we would write to. */
  isPushService(endpoint: string): boolean
  /** @returns `gone` when the device takes no more messages
   *  @throws PushError when it may be taken later */
  send(subscription: PushSubscription, payload: object, options: PushOptions): Promise<'sent' | 'gone'>
}

/** Browsers name the service, and a page could name any address: only those of the browsers' makers are written to. */
const SERVICES = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  'push.apple.com',
  'notify.windows.com',
] as const
const TIMEOUT_MS = 15_000

export function createPush(config: Pick<Config, 'vapid' | 'host' | 'publicUrl' | 'trustProxy'>): Push {
  const { publicKey, privateKey, subject } = config.vapid
  const mayUseThisMachine = servesThisMachineOnly(config)
  const vapidDetails = {
    // RFC 8292 wants https or mailto; a server that only this machine reaches has neither.
    subject: /^(https:|mailto:)/.test(subject) ? subject : 'mailto:crm@optimwalls.example',
    publicKey,
    privateKey,
  }

  function isPushService(endpoint: string): boolean {
    if (!URL.canParse(endpoint)) return false
    const { protocol, hostname } = new URL(endpoint)
    if (mayUseThisMachine && isLoopback(hostname)) return true
    return protocol === 'https:' && SERVICES.some(name => hostname === name || hostname.endsWith(`.${name}`))
  }

  return {
    publicKey,
    isPushService,
    async send(subscription, payload, { topic, ttlS }) {
      if (!isPushService(subscription.endpoint)) return 'gone'
      const details = webPush.generateRequestDetails(subscription, JSON.stringify(payload), {
        vapidDetails,
        topic,
        TTL: ttlS,
        urgency: 'high',
        contentEncoding: 'aes128gcm',
      })
      const { 'Content-Length': _length, ...headers } = details.headers as Record<string, string>
      const answer = await fetch(details.endpoint, {
        method: 'POST',
        headers,
        body: new Uint8Array(details.body ?? []),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch(() => {
        throw new PushError('the push service does not answer')
      })
      await answer.body?.cancel()
      if (answer.ok) return 'sent'
      if (answer.status === 404 || answer.status === 410) return 'gone'
      throw new PushError(`the push service answered ${answer.status}`)
    },
  }
}
