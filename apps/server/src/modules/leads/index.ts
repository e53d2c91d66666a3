import { type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Registry } from 'prom-client'
import type { Transaction } from '../../platform/database/database.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import { accessRequestRoutes } from './access-requests/access-requests.routes.ts'
import { AccessRequestService } from './access-requests/access-requests.service.ts'
import { createAttachments } from './attachments/attachments.ts'
import { bulkRoutes } from './bulk/bulk.routes.ts'
import { BulkService } from './bulk/bulk.service.ts'
import { bulkJob } from './bulk/bulk-job.ts'
import { forgetBulkJob } from './bulk/forget-bulk-job.ts'
import { givenReseal, type ManyConverter } from './bulk/many-converter.ts'
import { consentRoutes } from './consent/consent.routes.ts'
import { Consents } from './consent/consent.service.ts'
import { lookAlikesJob } from './duplicates/look-alikes-job.ts'
import { pairRoutes } from './duplicates/pairs.routes.ts'
import { PairService } from './duplicates/pairs.service.ts'
import { explainRoutes } from './explain/explain.routes.ts'
import { createExports } from './export/exports.ts'
import { FieldCatalogue } from './fields/field-catalogue.ts'
import { fieldIndexJob } from './fields/field-index-job.ts'
import { fieldRoutes } from './fields/fields.routes.ts'
import { FieldService } from './fields/fields.service.ts'
import { optionMoveJob } from './fields/option-move-job.ts'
import { followTeam, LEAD_TEAM_FOLLOWED } from './handover/follow-team.ts'
import { handoverRoutes } from './handover/handovers.routes.ts'
import { Handovers } from './handover/handovers.ts'
import { createImports } from './import/imports.ts'
import { OwnFields } from './import/own-fields.ts'
import {
  holdAllForSystem,
  holdForLog,
  holdForSystem,
  setLeadActivity,
  setLeadActivityLast,
  setResponseDue,
  visibleLead,
} from './lead-activity.ts'
import { LeadAssignment } from './lead-assignment.ts'
import { LeadBoard } from './lead-board.ts'
import { LeadConversion } from './lead-conversion.ts'
import { type LeadWithPast, writeLeadsWithPast } from './lead-history-writer.ts'
import { leadMetrics } from './lead-metrics.ts'
import { importPresenter, leadPresenter } from './lead-presenter.ts'
import { LeadReader } from './lead-reader.ts'
import { setScores } from './lead-scores.ts'
import { LeadSleep } from './lead-sleep.ts'
import { contactRotation, purgeJob, startFolding } from './leads.jobs.ts'
import type { LeadNeighbours } from './leads.neighbours.ts'
import { findStandings } from './leads.repository.ts'
import { leadRoutes } from './leads.routes.ts'
import { LeadService } from './leads.service.ts'
import { Enquiries } from './losses/enquiries.ts'
import { LossCatalogue } from './losses/loss-catalogue.ts'
import { lossRoutes } from './losses/losses.routes.ts'
import { LostReasons } from './losses/lost-reasons.service.ts'
import { renameReasonJob } from './losses/rename-reason-job.ts'
import { Reopening } from './losses/reopening.ts'
import type { LeadFollower } from './merge/followers.ts'
import { forgetMergesJob } from './merge/forget-merges-job.ts'
import { mergeRoutes } from './merge/merge.routes.ts'
import { MergeService } from './merge/merge.service.ts'
import { mergeReseal } from './merge/merge-memory.ts'
import { PersonalData } from './personal/personal.ts'
import { createSetupNews, SETUP_ROOM, type SetupNews, type SetupPart } from './setup-news.ts'
import { type CarryOver, carryOver, hasLeads, restate } from './stage-keeping.ts'
import { TagCatalogue } from './tags/tag-catalogue.ts'
import { tagMoveJob } from './tags/tag-move-job.ts'
import { tagRoutes } from './tags/tags.routes.ts'
import { TagService } from './tags/tags.service.ts'
import { viewRoutes } from './views/views.routes.ts'
import { ViewService } from './views/views.service.ts'

export type { ToldFile } from './attachments/attachments.repository.ts'
export { Bulk, Selection } from './bulk/bulk.schemas.ts'
export type { GivenToLead, ManyConverter } from './bulk/many-converter.ts'
export type {
  Decision,
  ImportField,
  ImportKind,
  ImportRecord,
  ImportRun,
  Reading,
  Undone,
  UndoRun,
  Writing,
  Written,
} from './import/kinds/import-kind.ts'
export type { HeldLead, LeadActivity } from './lead-activity.ts'
export type { AssignableLead, FormerOwner, LeadAssignment } from './lead-assignment.ts'
export { type BoardFilters, type CardPlace, type FoundCard, LeadBoard, type StageSum } from './lead-board.ts'
export type { ConvertedLead } from './lead-conversion.ts'
export type { LeadRow } from './lead-row.ts'
export type { SleepUntil } from './lead-sleep.ts'
export { contactRotation } from './leads.jobs.ts'
export type { Arrival, Judgement, LeadNeighbours } from './leads.neighbours.ts'
export {
  Lead,
  LeadFilters,
  LeadKindFilters,
  LeadPatch,
  PROJECT_TYPES,
  type ProjectType,
} from './leads.schemas.ts'
export type { Author } from './leads.service.ts'
export { type LeadFollower, movingRows } from './merge/followers.ts'
export { type Person, type PersonalHolding, rowsOfPerson, type Told } from './personal/holding.ts'
export { ERASED_NAME } from './personal/lead-holdings.ts'
export { type Traces, tracer } from './personal/person.ts'
export { StillAtWork } from './personal/still-at-work.ts'
export { resealColumn } from './sealed-column.ts'
export { REQUIRABLE_FIELDS, type RequirableField } from './stage-entry.ts'

/** Leads: the records, what finds them, duplicates, import and export. */
export function createLeads(platform: Platform, neighbours: LeadNeighbours) {
  const { db, crypto, config, now } = platform
  const settings = { currency: config.currency, country: config.country, timeZone: config.timeZone }
  const news = createSetupNews(platform.realtime)
  const fields = new FieldCatalogue(db, platform.cache)
  const tags = new TagCatalogue(db, platform.cache, news)
  const reader = new LeadReader({ db, crypto, settings, neighbours, fields })
  const losses = new LossCatalogue(db, platform.cache, news)
  const service = new LeadService({ crypto, settings, neighbours, reader, fields, tags, losses, now })
  const reopening = new Reopening({ db, reader, service, neighbours })
  const setup = setUp(platform, neighbours, { news, fields, tags, losses })
  const bulk = changeMany(platform, neighbours, { reader, service, fields })
  const merges = new MergeService({ db, crypto, settings, neighbours, reader, now })
  const enquiries = new Enquiries({ crypto, neighbours, merges, reopening, now })
  const consents = new Consents({ db, reader, service, neighbours, now })
  const personal = new PersonalData({ db, crypto, storage: platform.storage, reader })
  const pairs = new PairService({ db, crypto, neighbours, reader, now })
  const accessRequests = new AccessRequestService({ db, crypto, neighbours, now })

  platform.realtime.addPresenter(leadPresenter(db, reader))
  platform.realtime.addPresenter(leadPresenter(db, reader, [LEAD_TEAM_FOLLOWED]))
  platform.realtime.addPresenter(importPresenter)
  platform.rotation.addTarget(contactRotation('leads'))
  const ownFields = new OwnFields(fields, setup.fieldService)
  const imports = createImports(platform, { settings, neighbours, reader, service, tags, losses, ownFields })
  const exports = createExports(platform, { reader, fields, neighbours })
  const attachments = createAttachments({ db, storage: platform.storage, reader, neighbours, now })
  const handovers = new Handovers({ db, neighbours, service })
  platform.jobs.register(purgeJob(db), attachments.job, handovers.job, followTeam(platform))
  platform.rotation.addTarget(mergeReseal)
  platform.rotation.addTarget(givenReseal)
  platform.jobs.register(lookAlikesJob({ db, crypto }), forgetMergesJob(db))

  return {
    service,
    reader,
    /** What the modules above need to keep what happens with a lead, and to write of it on the lead. */
    activity: {
      hold: holdForLog,
      holdForSystem,
      holdAllForSystem,
      setResponseDue,
      set: setLeadActivity,
      setLast: setLeadActivityLast,
      visible: visibleLead,
      standings: findStandings,
    },
    /** Writes scores on leads. */
    setScores,
    /** Tells open pages that a part of the setting up has changed. */
    tellSetup: (what: SetupPart) => news.tell(what),
    /** Files on leads, for what is shown beside other records. */
    files: { onLead: attachments.onLead, leadsOf: attachments.leadsOf },
    /** Shows a lead anew to its viewers after events with these names of modules above. */
    showAfter: (names: readonly string[]) => platform.realtime.addPresenter(leadPresenter(db, reader, names)),
    /** Cards and figures of the board's columns. */
    board: new LeadBoard(db, reader),
    /** What finds leads their owners. */
    assignment: new LeadAssignment({ crypto, fields, timeZone: settings.timeZone, now }),
    /** Takes a lead up again whose person enquires anew: see `Enquiries`. */
    recognise: (tx: Transaction, leadId: number) => enquiries.recognise(tx, leadId),
    /** Holds the contacts of enquiries that are recognised next. @returns the leads to hold with them */
    holdEnquiries: (tx: Transaction, leadIds: readonly number[]) => enquiries.holdContacts(tx, leadIds),
    /** What makes clients of leads. */
    conversion: new LeadConversion({ db, crypto, settings, reader, service }),
    /** Conversions of many leads at once, once somebody has said who makes clients of them. */
    bulk,
    sleep: new LeadSleep({ reader, neighbours, timeZone: settings.timeZone, now }),
    /** What follows from a change of stages, in portions: see `carryOver` and `restate`. */
    stageKeeping: {
      carryOver: (tx: Transaction, what: CarryOver) => carryOver(tx, neighbours.stages, what),
      restate,
      hasLeads,
    },
    metrics: (registry: Registry) => leadMetrics(registry, reader.cache),
    routes(http: Http) {
      leadRoutes(http, { db, crypto, settings, neighbours, reader, service, fields })
      explainRoutes(http, { db, reader, neighbours })
      imports.routes(http)
      exports.routes(http)
      handoverRoutes(http, { db, crypto, handovers })
      setup.routes(http)
      attachments.routes(http)
      pairRoutes(http, { db, reader, service: pairs })
      mergeRoutes(http, { db, crypto, service: merges })
      lossRoutes(http, { db, crypto, reader, catalogue: losses, reasons: setup.reasons, reopening })
      consentRoutes(http, { db, crypto, reader, consents })
      accessRequestRoutes(http, { db, crypto, service: accessRequests })
      bulkRoutes(http, { db, crypto, service: bulk.service })
    },
    /** Has files bring in more than leads: see `ImportKind`. */
    imports: imports.door,
    /** What is held of people: told of, and erased. */
    personal,
    /** Has a merge of two leads move what another module keeps of them. */
    addFollower: (follower: LeadFollower) => merges.addFollower(follower),
    /** Every column that refers to a lead and that a merge minds, as `table.column`. */
    handledColumns: () => merges.handledColumns(),
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

/** What is set up around leads: the firm's own fields, its tags, the views of the list. */
function setUp(
  { db, jobs }: Platform,
  neighbours: LeadNeighbours,
  parts: { news: SetupNews; fields: FieldCatalogue; tags: TagCatalogue; losses: LossCatalogue },
) {
  const { news, fields, tags, losses } = parts
  const indexJob = fieldIndexJob({ db, catalogue: fields, news })
  const optionJob = optionMoveJob({ db, catalogue: fields, news })
  const tagJob = tagMoveJob({ db, catalogue: tags, news })
  const renameJob = renameReasonJob(db)
  jobs.register(indexJob, optionJob, tagJob, renameJob)
  const reasons = new LostReasons({ db, catalogue: losses, news, neighbours, renameJob })
  const fieldService = new FieldService({
    db,
    catalogue: fields,
    news,
    neighbours,
    indexJob,
    moveJob: optionJob,
  })
  const views = new ViewService({ db, fields, news, neighbours })
  const tagService = new TagService({ db, catalogue: tags, news, neighbours, moveJob: tagJob })
  return {
    fieldService,
    reasons,
    routes(http: Http) {
      fieldRoutes(http, { catalogue: fields, service: fieldService })
      tagRoutes(http, tagService)
      viewRoutes(http, views)
    },
  }
}

function changeMany(
  { db, crypto, jobs, realtime, now }: Platform,
  neighbours: LeadNeighbours,
  { reader, service, fields }: { reader: LeadReader; service: LeadService; fields: FieldCatalogue },
) {
  let converting: ManyConverter | undefined
  const converter = (): ManyConverter => {
    if (!converting) throw new Error('nobody makes clients of leads')
    return converting
  }
  const { principalOf, onStopped } = neighbours
  const job = bulkJob({ db, crypto, realtime, reader, service, converter, principalOf, onStopped, now })
  jobs.register(job, forgetBulkJob(db))
  return {
    service: new BulkService({ db, crypto, reader, fields, neighbours, job, converter, now }),
    convertBy(one: ManyConverter): void {
      converting = one
    },
  }
}
