import type { Http } from '../../platform/http/server.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import { Erasures, erasureJob, tracesReseal } from './erasures.ts'
import { PrivacyExports, personExportJob } from './exports.ts'
import { PersonService } from './person.service.ts'
import type { PrivacyNeighbours } from './privacy.neighbours.ts'
import { privacyRoutes } from './privacy.routes.ts'
import { RetentionKeeper, retentionJob } from './retention.ts'

/** What is held of people: given out as a whole, erased for good, and kept no longer than the firm has set. */
export function createPrivacy(platform: Platform, neighbours: PrivacyNeighbours) {
  const { db, crypto, storage, now } = platform
  const people = new PersonService(db, neighbours)
  const exportNeeds = { db, storage, people, neighbours, now }
  const exportJob = personExportJob(exportNeeds)
  const exports = new PrivacyExports(exportNeeds, exportJob)
  const erasureNeeds = { db, crypto, people, exports, neighbours, now }
  const eraseJob = erasureJob(erasureNeeds)
  const erasures = new Erasures(erasureNeeds, eraseJob)
  const retention = new RetentionKeeper({ db, people, erasures, exports, neighbours })
  platform.jobs.register(
    exportJob as Job<unknown>,
    eraseJob as Job<unknown>,
    retentionJob(retention, { db, exports, neighbours }) as Job<unknown>,
  )
  platform.rotation.addTarget(tracesReseal(crypto))
  return { routes: (http: Http) => privacyRoutes(http, { people, exports, erasures, retention }) }
}
