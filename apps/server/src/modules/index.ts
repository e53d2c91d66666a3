import type { Principal } from '@optimwalls/permissions'
import type { ModuleName } from '../platform/config/config.ts'
import type { MetricsSource } from '../platform/http/metrics.ts'
import type { Http } from '../platform/http/server.ts'
import type { Platform } from '../platform/platform.ts'
import { type Access, audit, createAccess, keyRoutes } from './access/index.ts'
import { createActivities } from './activities/index.ts'
import { createAnalytics } from './analytics/index.ts'
import { createAssignment } from './assignment/index.ts'
import { createConversion } from './conversion/index.ts'
import { createLeads, movingRows } from './leads/index.ts'
import { createMarketing } from './marketing/index.ts'
import { createNextActions } from './next-actions/index.ts'
import { createPipelines, createStages } from './pipelines/index.ts'
import { createPrivacy } from './privacy/index.ts'
import { createScoring } from './scoring/index.ts'
import { createWebhooks } from './webhooks/index.ts'

/** All modules, each handed the doors of its neighbours. */
export interface Modules {
  access: Access
  leads: ReturnType<typeof createLeads>
  activities: ReturnType<typeof createActivities>
  scoring: ReturnType<typeof createScoring>
  assignment: ReturnType<typeof createAssignment>
  conversion: ReturnType<typeof createConversion>
  metrics: MetricsSource
  /** Registers the routes of all modules. */
  routes(http: Http): void
  /** Every room in which this person hears of changes. */
  roomsOf(principal: Principal): string[]
  /** Where people meet, and whether this person may be there. */
  topics: Readonly<Record<string, (principal: Principal, id: number) => Promise<boolean>>>
  /** Upkeep in the worker role, until the returned function ends it. */
  startUpkeep(): () => Promise<void>
}

export function createModules(platform: Platform): Modules {
  const { modules } = platform.config
  const doorsOf = (name: ModuleName) => (modules.has(name) ? platform : withoutWork(platform))
  const access = createAccess(platform)
  const stages = createStages(doorsOf('pipelines'))
  const marketing = createMarketing(doorsOf('marketing'))
  const leads = createLeads(doorsOf('leads'), {
    people: access.people,
    holdings: access.holdings,
    stages,
    campaigns: marketing.campaigns,
    firstScores: (leads, at) => scoring.service.firstScores(leads, at),
    judge: (leads, at) => scoring.service.judge(leads, at),
    firstResponseDue: lead => activities.firstResponseDue(lead),
    filesThroughClient: (principal, leadId) => conversion.filesThroughClient(principal, leadId),
    principalOf: access.principalOf,
    onStopped: access.onStopped,
    noteContactsRead: access.noteContactsRead,
    rightsNow: access.rightsNow,
    audit: (tx, { principal, request, action, leadId, record, details }) =>
      audit(tx, {
        userId: principal.userId,
        action,
        module: 'CRM',
        recordType: record?.type ?? 'lead',
        ip: request.ip,
        requestId: request.id,
        ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
        ...(leadId !== undefined && { recordId: leadId }),
        ...(record && { recordId: record.id }),
        ...(details && { details }),
      }),
  })
  const activities = createActivities(doorsOf('activities'), {
    access,
    leads,
    stages,
    hotFrom: () => scoring.hotFrom(),
    clientNames: (principal, ids) => conversion.clientNames(principal, ids),
  })
  const pipelines = createPipelines(doorsOf('pipelines'), {
    stages,
    leads,
    audit: (tx, { principal, request, action, pipelineId, details }) =>
      audit(tx, {
        userId: principal.userId,
        action,
        module: 'CRM',
        recordType: 'pipeline',
        ip: request.ip,
        requestId: request.id,
        ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
        ...(pipelineId !== undefined && { recordId: pipelineId }),
        ...(details && { details }),
      }),
  })
  const scoring = createScoring(doorsOf('scoring'), { people: access.people, leads })
  const assignment = createAssignment(doorsOf('assignment'), {
    people: access.people,
    leads,
    calendars: activities.calendars,
    restartClock: activities.restartClock,
    score: (tx, ids) => scoring.service.rescore(tx, ids, true),
  })
  const conversion = createConversion(doorsOf('conversion'), {
    people: access.people,
    leads,
    stages,
    kickOffs: activities.kickOffs,
    notify: activities.notify,
    calendars: activities.calendars,
    noteContactsRead: access.noteContactsRead,
    audit: (tx, { principal, request, action, leadId, details }) =>
      audit(tx, {
        userId: principal.userId,
        action,
        module: 'CRM',
        recordType: 'lead',
        recordId: leadId,
        ip: request.ip,
        requestId: request.id,
        ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
        details,
      }),
  })
  const nextActions = createNextActions(doorsOf('next-actions'), {
    leads,
    stages,
    calendars: activities.calendars,
  })
  const webhooks = createWebhooks(doorsOf('webhooks'), {
    people: access.people,
    principalOf: access.principalOf,
    notify: activities.notify,
    openContact: sealed => leads.conversion.contactOf(sealed),
    audit: (tx, { by, action, endpointId, details }) =>
      audit(tx, {
        userId: by?.principal.userId ?? null,
        action,
        module: 'CRM',
        recordType: 'webhook',
        recordId: endpointId,
        ...(by && { ip: by.request.ip, requestId: by.request.id }),
        ...(by?.principal.apiKeyId !== undefined && { apiKeyId: by.principal.apiKeyId }),
        details,
      }),
  })
  const privacy = createPrivacy(doorsOf('leads'), {
    people: access.people,
    leads,
    clients: conversion.clients,
    principalOf: access.principalOf,
    audit: (tx, { by, action, recordType, recordId, details }) =>
      audit(tx, {
        userId: by?.principal.userId ?? null,
        action,
        module: 'CRM',
        recordType,
        ...(by && { ip: by.request.ip, requestId: by.request.id }),
        ...(by?.principal.apiKeyId !== undefined && { apiKeyId: by.principal.apiKeyId }),
        ...(recordId !== undefined && { recordId }),
        ...(details && { details }),
      }),
  })
  const analytics = createAnalytics(doorsOf('analytics'), {
    leads,
    people: access.people,
    stages,
    campaigns: marketing.campaigns,
    audit: (tx, { principal, ip, id }, details) =>
      audit(tx, {
        userId: principal.userId,
        action: 'changed_role_dashboard',
        module: 'Analytics',
        recordType: 'role',
        recordId: details.role_id,
        ip,
        requestId: id,
        ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
        details,
      }),
    principalOf: access.principalOf,
    onStopped: access.onStopped,
    auditMail: (tx, userId, details) =>
      audit(tx, { userId, action: 'mailed_report', module: 'Analytics', recordType: 'report', details }),
    auditProof: (tx, { leads, wrong_leads, wrong_cells }) =>
      audit(tx, {
        userId: null,
        action: 'mended_report_figures',
        module: 'Analytics',
        recordType: 'report',
        details: { leads, wrong_leads, wrong_cells },
      }),
    auditExport: (tx, { principal, ip, id }, details) =>
      audit(tx, {
        userId: principal.userId,
        action: 'exported_report',
        module: 'Analytics',
        recordType: 'report',
        ip,
        requestId: id,
        ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
        details,
      }),
  })
  const [activitiesOfFiles, followUpsOfFiles] = activities.imports
  leads.imports.register(activitiesOfFiles)
  leads.imports.register(followUpsOfFiles)
  for (const kind of marketing.importKinds) leads.imports.register(kind)
  // What a merge of two leads moves, for every module above leads that keeps something of them.
  const followers = [
    movingRows('stage_moves', 'stage_history'),
    ...activities.mergeFollowers,
    ...scoring.mergeFollowers,
    ...conversion.mergeFollowers,
    ...nextActions.mergeFollowers,
  ]
  for (const follower of followers) leads.addFollower(follower)
  // What is held of people, by every module above leads.
  const holdings = [
    ...activities.personalHoldings,
    ...pipelines.personalHoldings,
    ...scoring.personalHoldings,
    ...conversion.personalHoldings,
    ...nextActions.personalHoldings,
    ...webhooks.personalHoldings,
    ...analytics.personalHoldings,
  ]
  for (const holding of holdings) leads.personal.addHolding(holding)
  platform.jobs.register(...access.jobs)

  return {
    access,
    leads,
    activities,
    scoring,
    assignment,
    conversion,
    metrics: registry => leads.metrics(registry),
    routes(http) {
      access.routes(http)
      keyRoutes(http, platform.rotation)
      if (modules.has('pipelines')) pipelines.routes(http)
      if (modules.has('leads')) leads.routes(http)
      if (modules.has('activities')) activities.routes(http)
      if (modules.has('assignment')) assignment.routes(http)
      if (modules.has('scoring')) scoring.routes(http)
      if (modules.has('conversion')) conversion.routes(http)
      if (modules.has('next-actions')) nextActions.routes(http)
      if (modules.has('webhooks')) webhooks.routes(http)
      if (modules.has('leads')) privacy.routes(http)
      if (modules.has('marketing')) marketing.routes(http)
      if (modules.has('analytics')) analytics.routes(http)
    },
    roomsOf: principal => [...leads.rooms(principal), ...pipelines.rooms(principal)],
    topics: { lead: leads.mayBeAt, ...pipelines.topics },
    startUpkeep() {
      const ends = [
        ...(modules.has('leads') ? [leads.startUpkeep()] : []),
        ...(modules.has('analytics') ? [analytics.startUpkeep()] : []),
      ]
      return async () => {
        await Promise.all(ends.map(end => end()))
      }
    },
  }
}

/** What a module gets that this process does not run: its neighbours may ask it, but it takes no jobs and reacts to no events. They wait for a
 *  process that runs it. */
function withoutWork(platform: Platform): Platform {
  return {
    ...platform,
    jobs: { ...platform.jobs, register: () => {} },
    events: { ...platform.events, addConsumer: () => {} },
  }
}
