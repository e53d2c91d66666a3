import type { Cache } from '../../platform/cache/cache.ts'
import { type Derived, derived } from '../../platform/cache/derived.ts'
import type { Connection } from '../../platform/database/database.ts'
import {
  allPipelines,
  allStages,
  type KnownStageRow,
  type PipelineRow,
  type StageRow,
} from './pipelines.repository.ts'

/** A stage as other modules know it. */
export interface Stage {
  id: number
  pipelineId: number
  name: string
  category: StageRow['category']
  position: number
  /** Percent of the leads in it that convert, as the firm has set it. */
  winProbability: number
  requiredFields: readonly string[]
  nextStageIds: readonly number[] | null
  noteRequired: boolean
}

/** A pipeline with its stages, in order. */
export type Pipeline = PipelineRow & { stages: readonly StageRow[] }

export interface Catalogue {
  pipelines: readonly Pipeline[]
  /** Removed ones too. */
  byId: ReadonlyMap<number, Stage>
}

/** How long pipelines and stages are used before they are read again, in milliseconds. */
const KEPT_MS = 60_000

/** Pipelines and stages: set up seldom and asked for by every request. */
export class StageCatalogue {
  readonly #catalogue: Derived<Catalogue>

  constructor(db: Connection, cache: Cache) {
    this.#catalogue = derived(cache, {
      group: 'pipelines',
      ttlMs: KEPT_MS,
      load: async () => ({ pipelines: await allPipelines(db), stages: await allStages(db) }),
      derive: toCatalogue,
    })
  }

  async all(): Promise<ReadonlyMap<number, Stage>> {
    return (await this.#catalogue.get()).byId
  }

  /** The stage that a first contact takes a lead to: the first one ahead of `stageId` that is entered on it. */
  async enteredOnFirstContact(stageId: number): Promise<Stage | undefined> {
    const { pipelines, byId } = await this.#catalogue.get()
    const pipeline = pipelines.find(one => one.stages.some(stage => stage.id === stageId))
    const at = pipeline?.stages.findIndex(stage => stage.id === stageId) ?? -1
    const entered = pipeline?.stages.slice(at + 1).find(stage => stage.enter_on_first_contact)
    return entered && byId.get(entered.id)
  }

  /** After a change: everybody reads anew. */
  async renew(): Promise<void> {
    await this.#catalogue.renew()
  }

  async pipelines(): Promise<readonly Pipeline[]> {
    return (await this.#catalogue.get()).pipelines
  }

  /** The stages of the pipeline for a project type, in order; a type without one follows the standard pipeline. */
  async ofProjectType(projectType: string | null): Promise<readonly Stage[]> {
    const { pipelines, byId } = await this.#catalogue.get()
    const pipeline =
      pipelines.find(one => one.project_type === projectType) ??
      pipelines.find(one => one.project_type === null)
    return pipeline ? pipeline.stages.flatMap(stage => byId.get(stage.id) ?? []) : []
  }
}

/** Pipelines and stages as they are looked things up in. */
export function toCatalogue({
  pipelines,
  stages,
}: {
  pipelines: PipelineRow[]
  stages: KnownStageRow[]
}): Catalogue {
  return {
    pipelines: pipelines.map(pipeline => ({
      ...pipeline,
      stages: stages
        .filter(stage => stage.pipeline_id === pipeline.id && stage.removed_at === null)
        .map(({ removed_at: _, ...stage }) => stage),
    })),
    byId: stagesById(stages),
  }
}

/** Stages as other modules know them. */
export const stagesById = (stages: readonly KnownStageRow[]): ReadonlyMap<number, Stage> =>
  new Map(
    stages.map(({ id, pipeline_id, name, category, position, ...rules }) => [
      id,
      {
        id,
        pipelineId: pipeline_id,
        name,
        category,
        position,
        winProbability: rules.win_probability,
        requiredFields: rules.required_fields,
        nextStageIds: rules.next_stage_ids,
        noteRequired: rules.note_required,
      },
    ]),
  )
