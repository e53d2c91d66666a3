import type { Http } from '../../platform/http/server.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import { collectDeliveries } from './collect.ts'
import { personalHoldings } from './personal-holdings.ts'
import { responseReseal } from './responses.ts'
import { secretReseal } from './secrets.ts'
import { deliverJob, pruneJob, replayJob } from './webhooks.jobs.ts'
import type { WebhookNeighbours } from './webhooks.neighbours.ts'
import { webhookRoutes } from './webhooks.routes.ts'
import { WebhookService } from './webhooks.service.ts'

export type { WebhookNeighbours } from './webhooks.neighbours.ts'

/** A receiver that has not answered by then has failed. */
const TIMEOUT_MS = 10_000
/** Read of an answer at most. */
const MOST_ANSWER_BYTES = 4096

/** Other systems are told what happens, by signed messages. */
export function createWebhooks(platform: Platform, neighbours: WebhookNeighbours) {
  const { db, crypto, config, now } = platform
  const allows = { mayBeHttp: config.webhooksHttp, mayBePrivate: config.webhooksPrivate }
  const rules = { ...allows, timeoutMs: TIMEOUT_MS, mostBytes: MOST_ANSWER_BYTES }
  const deliver = deliverJob({ db, crypto, neighbours, rules, now })
  const replay = replayJob({ db, deliver, now })
  const prune = pruneJob({ db, now })
  const service = new WebhookService({ db, crypto, neighbours, deliver, replay, prune, allows, now })
  platform.jobs.register(deliver as Job<unknown>, replay as Job<unknown>, prune as Job<unknown>)
  platform.rotation.addTarget(secretReseal)
  platform.rotation.addTarget(responseReseal)
  collectDeliveries(platform.events, { people: neighbours.people, currency: config.currency, deliver, now })
  return {
    /** What is held of people. */
    personalHoldings,
    routes: (http: Http) => webhookRoutes(http, { db, crypto, service }),
  }
}
