import { Type } from 'typebox'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { addJob, defineJob, type Job } from '../../platform/jobs/jobs.ts'
import type { LeadsDoor } from '../leads/index.ts'
import { holdStage, successors } from './pipeline-settings.repository.ts'
import { allStages } from './pipelines.repository.ts'
import { type Stage, stagesById } from './stage-catalogue.ts'

/** Leads that change within the request; a job does the rest. */
const AT_ONCE = 500
/** Leads that change in one transaction of the job. */
const PORTION = 400
/** A process may use stages as they were for so long; who came in meanwhile is settled after it. Milliseconds. */
const STRAGGLERS_AFTER_MS = 15_000

type StageKeeping = LeadsDoor['stageKeeping']

/** What is to be put right: leads out of a removed stage, leads whose stage has another category now, leads that another pipeline is for. */
const Settling = Type.Object({
  stage_id: Type.Integer(),
  /** Where they go; absent where they stay and take the category of their stage. */
  to: Type.Optional(Type.Integer()),
  project_type: Type.Optional(Type.String()),
  user_id: Type.Integer(),
})
export interface Settlement {
  stage_id: number
  to?: number
  project_type?: string
  user_id: number
}

export interface SettleNeeds {
  db: Database
  leads: StageKeeping
}

/** Brings leads in line with their stages after the set-up has changed: the first of them at once, the others by a job. */
export class StageSettling {
  readonly job: Job<Settlement>
  readonly #needs: SettleNeeds

  constructor(needs: SettleNeeds) {
    this.#needs = needs
    this.job = defineJob({
      name: 'pipelines-settle',
      schema: Settling,
      maxAttempts: 20,
      run: async (settlement, run) => {
        for (let done = PORTION; done === PORTION; ) {
          run.signal.throwIfAborted()
          done = await needs.db.inTransaction(tx => this.#portion(tx, settlement, PORTION))
        }
      },
      async onFailed({ stage_id }, error, run) {
        run.log.error({ err: error, stage_id }, 'pipelines: leads could not follow a change of their stage')
      },
    })
  }

  /** Within the transaction that changes the set-up. `stages` are those after the change. */
  async begin(tx: Transaction, settlement: Settlement, stages: ReadonlyMap<number, Stage>): Promise<void> {
    await this.#portion(tx, settlement, AT_ONCE, stages)
    await addJob(tx, this.job, settlement)
    await addJob(tx, this.job, settlement, { runAt: new Date(Date.now() + STRAGGLERS_AFTER_MS) })
  }

  async #portion(
    tx: Transaction,
    { stage_id, to, project_type, user_id }: Settlement,
    limit: number,
    known?: ReadonlyMap<number, Stage>,
  ): Promise<number> {
    const { leads } = this.#needs
    const entered = to === undefined || known ? (to ?? stage_id) : await livingSuccessor(tx, to)
    const target = (known ?? (await heldStages(tx, entered))).get(entered)
    if (!target) throw new Error(`stage ${entered} is gone`)
    if (to === undefined) return leads.restate(tx, { stage: target, limit, userId: user_id })
    return leads.carryOver(tx, {
      fromId: stage_id,
      to: target,
      projectType: project_type ?? null,
      limit,
      userId: user_id,
    })
  }
}

/** All stages as they are stored, since what is kept in memory may be from before the change; `stageId` stays so until `tx` ends. */
async function heldStages(tx: Transaction, stageId: number): Promise<ReadonlyMap<number, Stage>> {
  await holdStage(tx, stageId)
  return stagesById(await allStages(tx))
}

/** The stage itself, or, when it has been removed as well, the one its leads went to. */
async function livingSuccessor(tx: Transaction, stageId: number): Promise<number> {
  const next = new Map((await successors(tx)).map(({ id, moves_to }) => [id, moves_to]))
  let id = stageId
  for (let steps = 0; steps <= next.size; steps++) id = next.get(id) ?? id
  return id
}
