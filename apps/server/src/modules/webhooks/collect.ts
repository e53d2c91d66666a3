import { type Events, subscribe } from '../../platform/events/events.ts'
import { addJob, type Job } from '../../platform/jobs/jobs.ts'
import { addDeliveries } from './deliveries.repository.ts'
import { endpointsFor } from './endpoints.repository.ts'
import { WEBHOOK_EVENTS } from './event-types.ts'
import { type PayloadNeeds, payloadOf } from './payload.ts'

/** Makes the messages of an event with the step of this consumer: exactly one for each endpoint that is told of it. */
export function collectDeliveries(
  events: Events,
  { people, currency, deliver, now }: Omit<PayloadNeeds, 'db'> & { deliver: Job<object>; now(): Date },
): void {
  subscribe(events, 'webhooks-collect', WEBHOOK_EVENTS, async (event, tx) => {
    if (event.data.historical === true) return
    const endpoints = await endpointsFor(tx, event.name)
    if (endpoints.length === 0) return
    const added = await addDeliveries(tx, {
      endpointIds: endpoints.map(({ id }) => id),
      eventId: event.id,
      type: event.name,
      data: await payloadOf({ db: tx, people, currency }, event),
      at: now(),
    })
    if (added.length > 0) await addJob(tx, deliver, {}, { keyMode: 'preserve_run_at' })
  })
}
