import { type Events, subscribeTogether } from '../../platform/events/events.ts'
import { addJob, type Job } from '../../platform/jobs/jobs.ts'
import { addDeliveries } from './deliveries.repository.ts'
import { endpointsFor, isAnyTold } from './endpoints.repository.ts'
import { WEBHOOK_EVENTS } from './event-types.ts'
import { type PayloadNeeds, payloadOf } from './payload.ts'

/** Makes the messages of an event with the step of this consumer: exactly one for each endpoint that is told of it. */
export function collectDeliveries(
  events: Events,
  { people, currency, deliver, now }: Omit<PayloadNeeds, 'db'> & { deliver: Job<object>; now(): Date },
): void {
  subscribeTogether(events, 'webhooks-collect', WEBHOOK_EVENTS, async (several, tx) => {
    const news = several.filter(event => event.data.historical !== true)
    const names = new Set(news.map(event => event.name))
    // Most firms have nobody to tell, and each lead that comes is such an event.
    if (!(await isAnyTold(tx, [...names]))) return
    let added = 0
    for (const event of news) {
      const endpoints = await endpointsFor(tx, event.name)
      if (endpoints.length === 0) continue
      const deliveries = await addDeliveries(tx, {
        endpointIds: endpoints.map(({ id }) => id),
        eventId: event.id,
        type: event.name,
        data: await payloadOf({ db: tx, people, currency }, event),
        at: now(),
      })
      added += deliveries.length
    }
    if (added > 0) await addJob(tx, deliver, {}, { keyMode: 'preserve_run_at' })
  })
}
