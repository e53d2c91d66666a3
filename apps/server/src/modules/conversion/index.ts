import type { Principal } from '@optimwalls/permissions'
import type { FastifyRequest } from 'fastify'
import type { Transaction } from '../../platform/database/database.ts'
import { subscribeTogether } from '../../platform/events/events.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import { type People, audit as writeAudit } from '../access/index.ts'
import type { KickOffFollowUps, Notify, WorkingCalendar } from '../activities/index.ts'
import { contactRotation, type LeadsDoor, movingRows } from '../leads/index.ts'
import type { StagesDoor } from '../pipelines/index.ts'
import { adoptJob } from './adopt-job.ts'
import { ClientReader } from './client-reader.ts'
import { conversionRoutes } from './conversion.routes.ts'
import { type ConversionAudit, ConversionService } from './conversion.service.ts'
import { EvidenceService } from './evidence/evidence.service.ts'
import { paymentRoutes } from './evidence/payments.routes.ts'
import { PaymentService } from './evidence/payments.service.ts'
import { filesThroughClient } from './files-through-client.ts'
import { kickOffRoutes } from './kick-off/kick-off.routes.ts'
import { KickOff } from './kick-off/kick-off.ts'
import { manyRoutes } from './many/many.routes.ts'
import { manyConversions } from './many/many-conversions.ts'
import { conversionFollower } from './merge-follower.ts'
import { ClientPeopleService } from './people/client-people.service.ts'
import { peopleRoutes } from './people/people.routes.ts'
import { Proposer } from './people/proposer.ts'
import { clientRulesRoutes } from './people/rules/client-rules.routes.ts'
import { ClientRulesService } from './people/rules/client-rules.service.ts'
import { clientsOfLeads, leadsOfClients, personalHoldings } from './personal-holdings.ts'
import { quoteRoutes } from './quotes/quotes.routes.ts'
import { QuoteService } from './quotes/quotes.service.ts'
import { quotesFollower } from './quotes/quotes-follower.ts'

/** What conversion needs from other modules. */
export interface ConversionNeighbours {
  people: People
  leads: LeadsDoor
  stages: StagesDoor
  /** What is to be done after conversions. */
  kickOffs: KickOffFollowUps
  /** Tells people something, exactly once each. */
  notify: Notify
  /** When teams work. */
  calendars: () => Promise<(teamId: number | null) => WorkingCalendar>
  /** Counts the clients whose contact details somebody was shown in lists. */
  noteContactsRead(principal: Principal, clients: number): void
  /** Notes who did what; written with the transaction. */
  audit(tx: Transaction, entry: ConversionAudit): void
}

/** Leads become clients, and clients are found. */
export function createConversion(platform: Platform, neighbours: ConversionNeighbours) {
  const { db, crypto, config, now } = platform
  const { people, leads, stages, kickOffs, notify, calendars, audit } = neighbours
  const noteContactsRead = neighbours.noteContactsRead.bind(neighbours)
  const reader = new ClientReader({ db, people, leads, stages, currency: config.currency, noteContactsRead })
  const quotes = new QuoteService({ leads, people, currency: config.currency, now })
  const evidence = new EvidenceService({ leads, timeZone: config.timeZone, now })
  const proposer = new Proposer({ people, leads, firmTimeZone: config.timeZone, now })
  const kickOff = new KickOff({ leads, proposer, followUps: kickOffs, notify, calendars, now })
  const clientPeople = new ClientPeopleService({
    ...{ people, leads, reader, followUps: kickOffs, notify, audit },
  })
  const service = new ConversionService({
    leads,
    stages,
    people,
    reader,
    evidence,
    kickOff,
    currency: config.currency,
    audit,
    now,
  })
  const payments = new PaymentService({
    ...{ leads, currency: config.currency, timeZone: config.timeZone, audit, now },
  })
  leads.bulk.convertBy(manyConversions({ leads, service }))
  platform.rotation.addTarget(contactRotation('clients'))
  platform.jobs.register(adoptJob({ db, service }) as Job<unknown>)
  // What files bring in as converted has a client as well, and none any more once the file is undone.
  const adopts = ['lead.stage_changed', 'lead.imported']
  subscribeTogether(platform.events, 'conversion-adopts', adopts, async (events, tx) => {
    const ids = events.flatMap(({ name, leadId, data }) =>
      leadId !== null && (name !== 'lead.imported' || data.status === 'converted') ? [leadId] : [],
    )
    for (const id of await outOfStep(tx, [...new Set(ids)])) await service.adopt(tx, id)
  })
  // Behind the conversion, not on its way: one after the other, so that of many at once each is counted.
  subscribeTogether(platform.events, 'conversion-kick-off', ['lead.converted'], async (events, tx) => {
    const known = events.flatMap(({ leadId, data }) =>
      leadId !== null && typeof data.client_id === 'number' ? [{ leadId, clientId: data.client_id }] : [],
    )
    if (known.length > 1)
      await leads.activity.holdAllForSystem(
        tx,
        known.map(({ leadId }) => leadId),
      )
    for (const { leadId, clientId } of known) await kickOff.begin(tx, leadId, clientId)
  })

  return {
    service,
    /** The names of those of these clients that the person sees. */
    clientNames: reader.namesOf.bind(reader),
    /** Which files of a lead somebody sees who has a place with the client that it became: see `filesThroughClient`. */
    filesThroughClient: (principal: Principal, leadId: number) => filesThroughClient(db, principal, leadId),
    /** What is held of people. */
    personalHoldings: personalHoldings(leads.conversion),
    /** Which leads and clients are one person. */
    clients: { ofLeads: clientsOfLeads, leadsOf: leadsOfClients },
    mergeFollowers: [conversionFollower, quotesFollower, movingRows('booking_payments', 'booking_payments')],
    /** Makes the clients of all leads that were converted before: of a firm that begins with a past. */
    async adoptAll(tx: Transaction): Promise<void> {
      const rows = await tx.rows<{ id: number }>(
        "SELECT id FROM leads WHERE status = 'converted' AND deleted_at IS NULL ORDER BY stage_entered_at, id",
      )
      for (const { id } of rows) await service.adopt(tx, id)
    },
    /** Has what follows from conversions follow from those since then: of a firm that begins with a past. */
    async kickOffSince(tx: Transaction, since: Date): Promise<void> {
      const rows = await tx.rows<{ lead_id: number; client_id: number }>(
        'SELECT lead_id, client_id FROM conversions WHERE converted_at >= $1 ORDER BY converted_at, id',
        [since],
      )
      for (const { lead_id, client_id } of rows) await kickOff.begin(tx, lead_id, client_id, { tells: false })
    },
    routes(http: Http) {
      peopleRoutes(http, { db, clientPeople })
      clientRulesRoutes(http, {
        rules: new ClientRulesService({ db, people, leads, reader, proposer }),
        audit: noteSettings('changed_client_rules', 'client_rules'),
      })
      kickOffRoutes(http, {
        db,
        currency: config.currency,
        audit: noteSettings('changed_kick_off', 'kick_off'),
      })
      conversionRoutes(http, { db, crypto, leads, service, reader })
      quoteRoutes(http, { db, crypto, leads, quotes })
      manyRoutes(http, {
        ...{ db, crypto, leads, stages, evidence, now },
        ...{ currency: config.currency, timeZone: config.timeZone },
      })
      paymentRoutes(http, { db, leads, payments })
    },
  }
}

/** Notes in the audit log who changed settings. */
const noteSettings =
  (action: string, recordType: string) =>
  (tx: Transaction, { principal, ip, id }: FastifyRequest, details: Record<string, unknown>): void =>
    writeAudit(tx, {
      ...{ userId: principal.userId, action, module: 'CRM', recordType, ip, requestId: id, details },
      ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
    })

/** Of these leads those that are converted without a client, or the other way round, in their order. Asked before anything is locked:
 *  hardly one is. */
async function outOfStep(tx: Transaction, leadIds: readonly number[]): Promise<number[]> {
  if (leadIds.length === 0) return []
  const rows = await tx.rows<{ id: number }>(
    `SELECT l.id FROM unnest($1::int[]) WITH ORDINALITY AS asked (id, n) JOIN leads l ON l.id = asked.id AND l.deleted_at IS NULL
     WHERE (l.status = 'converted') <> EXISTS (SELECT FROM conversions v WHERE v.lead_id = l.id AND v.merged_from IS NULL)
     ORDER BY asked.n`,
    [leadIds],
    'conversions-out-of-step',
  )
  return rows.map(({ id }) => id)
}
