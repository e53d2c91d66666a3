import type { Connection } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import {
  readImports,
  readJobs,
  readPeople,
  readProof,
  readRecords,
  readSignIns,
} from './system.repository.ts'
import { SystemHealth } from './system.schemas.ts'

interface SystemRoutesNeeds {
  db: Connection
  /** Of the firm: days are those of its calendar. */
  timeZone: string
  now(): Date
}

/** How the system is used and whether its work gets done, for those who set it up. */
export function systemRoutes(http: Http, { db, timeZone, now }: SystemRoutesNeeds): void {
  http.get(
    '/crm/system',
    {
      config: { access: { module: 'Administration', action: 'manage_settings' } },
      schema: {
        tags: ['Dashboards'],
        summary: 'How the system is used: people, sign-ins, jobs, imports, the proof of reports',
        response: { 200: SystemHealth },
      },
    },
    async () => {
      const at = now()
      const [people, sign_ins, records, jobs, imports, proof] = await Promise.all([
        readPeople(db, at, timeZone),
        readSignIns(db, at, timeZone),
        readRecords(db),
        readJobs(db),
        readImports(db, at),
        readProof(db),
      ])
      return { people, sign_ins, records, jobs, imports, proof }
    },
  )
}
