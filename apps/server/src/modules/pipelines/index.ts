import type { Cache } from '../../platform/cache/cache.ts'
import type { Connection } from '../../platform/database/database.ts'
import type { Http } from '../../platform/http/server.ts'
import { pipelineRoutes } from './pipelines.routes.ts'
import { StageCatalogue } from './stage-catalogue.ts'
import { recordMove } from './stage-history.ts'

export type { Stage } from './stage-catalogue.ts'
export type { StageMove } from './stage-history.ts'

/** Pipelines, their stages, and the history of who moved which lead where. */
export function createPipelines({ db, cache }: { db: Connection; cache: Cache }) {
  const catalogue = new StageCatalogue(db, cache)
  return {
    stages: {
      all: () => catalogue.all(),
      ofProjectType: (projectType: string | null) => catalogue.ofProjectType(projectType),
      recordMove,
      enteredOnFirstContact: (stageId: number) => catalogue.enteredOnFirstContact(stageId),
    },
    routes: (http: Http) => pipelineRoutes(http, catalogue),
  }
}
