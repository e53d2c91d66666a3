import { type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Registry } from 'prom-client'
import type { Transaction } from '../../platform/database/database.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import { createAttachments } from './attachments/attachments.ts'
import { FieldCatalogue } from './fields/field-catalogue.ts'
import { fieldIndexJob } from './fields/field-index-job.ts'
import { fieldRoutes } from './fields/fields.routes.ts'
import { FieldService } from './fields/fields.service.ts'
import { optionMoveJob } from './fields/option-move-job.ts'
import { forgetImportsJob } from './import/forget-imports-job.ts'
import { importJob } from './import/import-job.ts'
import { importRoutes } from './import/imports.routes.ts'
import { ImportService } from './import/imports.service.ts'
import { mappingReseal } from './import/sealed-mapping.ts'
import { holdForLog, holdForSystem, setLeadActivity, visibleLead } from './lead-activity.ts'
import { LeadBoard } from './lead-board.ts'
import { type LeadWithPast, writeLeadsWithPast } from './lead-history-writer.ts'
import { leadMetrics } from './lead-metrics.ts'
import { importPresenter, leadPresenter } from './lead-presenter.ts'
import { LeadReader } from './lead-reader.ts'
import { LeadSleep } from './lead-sleep.ts'
import { contactRotation, purgeJob, startFolding } from './leads.jobs.ts'
import type { LeadNeighbours } from './leads.neighbours.ts'
import { leadRoutes } from './leads.routes.ts'
import { LeadService } from './leads.service.ts'
import { createSetupNews, SETUP_ROOM, type SetupNews } from './setup-news.ts'
import { type CarryOver, carryOver, hasLeads, restate } from './stage-keeping.ts'
import { TagCatalogue } from './tags/tag-catalogue.ts'
import { tagMoveJob } from './tags/tag-move-job.ts'
import { tagRoutes } from './tags/tags.routes.ts'
import { TagService } from './tags/tags.service.ts'

export type { HeldLead, LeadActivity } from './lead-activity.ts'
export { type BoardFilters, type FoundCard, LeadBoard, type StageSum } from './lead-board.ts'
export type { LeadRow } from './lead-row.ts'
export type { SleepUntil } from './lead-sleep.ts'
export type { LeadNeighbours } from './leads.neighbours.ts'
export { type Lead, LeadFilters, LeadPatch, PROJECT_TYPES, type ProjectType } from './leads.schemas.ts'
export type { Author } from './leads.service.ts'
export { REQUIRABLE_FIELDS, type RequirableField } from './stage-entry.ts'

/** Leads: the records, what finds them, duplicates, import and export. */
export function createLeads(platform: Platform, neighbours: LeadNeighbours) {
  const { db, crypto, config, now } = platform
  const settings = { currency: config.currency, country: config.country, timeZone: config.timeZone }
  const news = createSetupNews(platform.realtime)
  const fields = new FieldCatalogue(db, platform.cache)
  const tags = new TagCatalogue(db, platform.cache, news)
  const reader = new LeadReader({ db, crypto, settings, neighbours, fields })
  const service = new LeadService({ crypto, settings, neighbours, reader, fields, tags, now })
  const setup = setUp(platform, neighbours, { news, fields, tags })

  platform.realtime.addPresenter(leadPresenter(db, reader))
  platform.realtime.addPresenter(importPresenter)
  platform.rotation.addTarget(contactRotation)
  platform.rotation.addTarget(mappingReseal(crypto))
  const importNeeds = { db, crypto, storage: platform.storage, settings, neighbours }
  const job = importJob({ ...importNeeds, realtime: platform.realtime, now })
  const imports = new ImportService(importNeeds, job)
  const attachments = createAttachments({ db, storage: platform.storage, reader, neighbours, now })
  platform.jobs.register(
    purgeJob(db),
    attachments.job,
    job,
    forgetImportsJob({ db, storage: platform.storage }),
  )

  return {
    service,
    reader,
    /** What the modules above need to keep what happens with a lead, and to write of it on the lead. */
    activity: { hold: holdForLog, holdForSystem, set: setLeadActivity, visible: visibleLead },
    /** Shows a lead anew to its viewers after events with these names of modules above. */
    showAfter: (names: readonly string[]) => platform.realtime.addPresenter(leadPresenter(db, reader, names)),
    /** Cards and figures of the board's columns. */
    board: new LeadBoard(db, reader),
    sleep: new LeadSleep({ reader, neighbours, timeZone: settings.timeZone, now }),
    /** What follows from a change of stages, in portions: see `carryOver` and `restate`. */
    stageKeeping: {
      carryOver: (tx: Transaction, what: CarryOver) => carryOver(tx, neighbours.stages, what),
      restate,
      hasLeads,
    },
    metrics: (registry: Registry) => leadMetrics(registry, reader.cache),
    routes(http: Http) {
      leadRoutes(http, { db, crypto, settings, neighbours, reader, service })
      importRoutes(http, imports)
      setup.routes(http)
      attachments.routes(http)
    },
    /** Writes leads with the stages they went through, for a firm that begins with a past. */
    writeHistory: (tx: Transaction, leads: readonly LeadWithPast[]) =>
      writeLeadsWithPast(tx, { crypto, neighbours }, leads),
    /** The rooms in which this person hears of leads. */
    rooms(principal: Principal): string[] {
      const scope = scopeOf(principal, 'CRM', 'view')
      if (scope === null) return []
      const reach = reachOf(principal, scope)
      if (reach.all) return [SETUP_ROOM, 'leads:all']
      const teams = reach.teams.map(id => `leads:team:${id}`)
      const own = reach.owner === null ? [] : [`leads:owner:${reach.owner}`]
      return [SETUP_ROOM, ...teams, ...own]
    },
    /** Whether this person may meet others over a lead. */
    mayBeAt: (principal: Principal, id: number) => reader.isInReach(principal, id),
    /** Upkeep in the worker role, until the returned function ends it. */
    startUpkeep: () => startFolding(db, platform.log),
  }
}

/** What other modules may use of leads. */
export type LeadsDoor = ReturnType<typeof createLeads>

/** What an Admin sets up of leads: the firm's own fields and its tags. */
function setUp(
  { db, jobs }: Platform,
  neighbours: LeadNeighbours,
  { news, fields, tags }: { news: SetupNews; fields: FieldCatalogue; tags: TagCatalogue },
) {
  const indexJob = fieldIndexJob({ db, catalogue: fields, news })
  const optionJob = optionMoveJob({ db, catalogue: fields, news })
  const tagJob = tagMoveJob({ db, catalogue: tags, news })
  jobs.register(indexJob, optionJob, tagJob)
  const fieldService = new FieldService({
    db,
    catalogue: fields,
    news,
    neighbours,
    indexJob,
    moveJob: optionJob,
  })
  const tagService = new TagService({ db, catalogue: tags, news, neighbours, moveJob: tagJob })
  return {
    routes(http: Http) {
      fieldRoutes(http, { catalogue: fields, service: fieldService })
      tagRoutes(http, tagService)
    },
  }
}
