import { can, type Principal } from '@optimwalls/permissions'
import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import { BoardService } from './board.service.ts'
import { MoveService } from './move.service.ts'
import { personalHoldings } from './personal-holdings.ts'
import { pipelineSettingsRoutes } from './pipeline-settings.routes.ts'
import { PIPELINES_CHANGED, PipelineSettings } from './pipeline-settings.service.ts'
import { wakeJob } from './pipelines.jobs.ts'
import type { PipelineNeighbours } from './pipelines.neighbours.ts'
import { pipelineRoutes } from './pipelines.routes.ts'
import { StageSettling } from './settle-stages.ts'
import { StageCatalogue } from './stage-catalogue.ts'
import { isUndo, recordMove } from './stage-history.ts'

export { type EvidenceName, isEvidence } from './evidence.ts'
export type { Stage } from './stage-catalogue.ts'
export type { StageMove } from './stage-history.ts'

/** Pipelines, their stages, and the history of who moved which lead where: what leads stand on. */
export function createStages({ db, cache }: Pick<Platform, 'db' | 'cache'>) {
  const catalogue = new StageCatalogue(db, cache)
  return {
    catalogue,
    all: () => catalogue.all(),
    ofProjectType: (projectType: string | null) => catalogue.ofProjectType(projectType),
    recordMove,
    isUndo,
    enteredOnFirstContact: (stageId: number) => catalogue.enteredOnFirstContact(stageId),
  }
}
export type StagesDoor = ReturnType<typeof createStages>

/** Everyone who may see pipelines. */
const ROOM = 'pipelines'

/** Boards, moves, sleep, and how pipelines are set up. */
export function createPipelines(platform: Platform, { stages, leads, audit }: PipelineNeighbours) {
  const { db, crypto } = platform
  const { catalogue } = stages
  const boards = new BoardService(catalogue, leads.board)
  const moves = new MoveService(catalogue, leads)
  const settling = new StageSettling({ db, leads: leads.stageKeeping })
  const settings = new PipelineSettings({ leads: leads.stageKeeping, settling })
  platform.jobs.register(settling.job, wakeJob(db, leads))
  platform.realtime.addPresenter({
    names: [PIPELINES_CHANGED],
    async present() {
      // What the pages ask for next must not come from before the change.
      await catalogue.renew()
      return [{ rooms: [ROOM], message: { name: 'reload', body: {} } }]
    },
  })

  return {
    /** What is held of people. */
    personalHoldings,
    routes(http: Http) {
      pipelineRoutes(http, { db, crypto, catalogue, boards, moves })
      pipelineSettingsRoutes(http, { db, catalogue, settings, leads: leads.board, audit })
    },
    /** Whether this person may be at the board of a pipeline; that of all is `board_all:1`. */
    topics: {
      board: async (principal: Principal, id: number): Promise<boolean> =>
        can(principal, 'CRM', 'view') && (await catalogue.pipelines()).some(pipeline => pipeline.id === id),
      board_all: async (principal: Principal, id: number): Promise<boolean> =>
        can(principal, 'CRM', 'view') && id === 1,
    },
    /** The rooms in which this person hears of pipelines. */
    rooms: (principal: Principal): string[] => (can(principal, 'CRM', 'view') ? [ROOM] : []),
  }
}
