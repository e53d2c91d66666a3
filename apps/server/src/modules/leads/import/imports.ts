import type { Connection } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { LeadSettings } from '../lead-reader.ts'
import { forgetImportsJob } from './forget-imports-job.ts'
import { importJob } from './import-job.ts'
import { recordReseal } from './import-records.repository.ts'
import { importRoutes } from './imports.routes.ts'
import { ImportService } from './imports.service.ts'
import { dealsKind } from './kinds/deals-kind.ts'
import type { ImportKind, ImportRun, Reading } from './kinds/import-kind.ts'
import { ImportKinds } from './kinds/import-kinds.ts'
import { findReferredLeads, LEAD_REFERENCE_FIELDS, LEAD_REFERENCE_NEEDS } from './kinds/lead-reference.ts'
import { type LeadKindNeeds, leadsKind } from './kinds/leads-kind.ts'
import type { OwnFields } from './own-fields.ts'
import { SavedMappings } from './saved-mappings.ts'
import { mappingReseal } from './sealed-mapping.ts'
import { undoJob } from './undo-job.ts'

export interface ImportParts extends Omit<LeadKindNeeds, 'crypto'> {
  settings: LeadSettings
  ownFields: OwnFields
}

/** Files that bring in leads and what belongs to them. */
export function createImports(platform: Platform, parts: ImportParts) {
  const { db, crypto, storage, realtime, rotation, jobs, now } = platform
  rotation.addTarget(mappingReseal(crypto, 'lead_imports'))
  rotation.addTarget(mappingReseal(crypto, 'import_mappings'))
  rotation.addTarget(recordReseal(crypto))
  const kinds = new ImportKinds()
  kinds.register(leadsKind({ crypto, ...parts }))
  kinds.register(dealsKind({ crypto, neighbours: parts.neighbours, losses: parts.losses }))
  const needs = { db, crypto, storage, kinds, ...parts }
  const jobNeeds = { ...needs, realtime, now }
  const importJobs = { run: importJob(jobNeeds), undo: undoJob(jobNeeds) }
  const service = new ImportService(needs, importJobs, now)
  jobs.register(importJobs.run, importJobs.undo, forgetImportsJob({ db, storage }))

  return {
    routes: (http: Http) => importRoutes(http, { service, saved: new SavedMappings(needs), kinds }),
    /** Has files bring in more than leads: see `ImportKind`. */
    door: {
      register: <P>(kind: ImportKind<P>) => kinds.register(kind),
      /** Fields by which a row names its lead, and what is said when none does: for kinds of what happens to leads. */
      leadFields: LEAD_REFERENCE_FIELDS,
      leadNeeds: LEAD_REFERENCE_NEEDS,
      /** The lead of each row that is read with these fields. */
      findLeads: (db: Connection, run: ImportRun, rows: readonly Reading[]) =>
        findReferredLeads(crypto, db, run, rows),
    },
  }
}
