import type { Connection } from '../../platform/database/database.ts'
import { allPipelines, allStages, type PipelineRow, type StageRow } from './pipelines.repository.ts'

/** A stage as other modules know it. */
export interface Stage {
  id: number
  pipelineId: number
  name: string
  category: StageRow['category']
  position: number
}

interface Catalogue {
  pipelines: readonly (PipelineRow & { stages: readonly StageRow[] })[]
  byId: ReadonlyMap<number, Stage>
}

/** Pipelines and stages, read once and kept until `forget`: they are set up seldom and asked for by every request. */
export class StageCatalogue {
  readonly #db: Connection
  #loaded: Promise<Catalogue> | undefined

  constructor(db: Connection) {
    this.#db = db
  }

  async all(): Promise<ReadonlyMap<number, Stage>> {
    return (await this.#catalogue()).byId
  }

  async pipelines(): Promise<Catalogue['pipelines']> {
    return (await this.#catalogue()).pipelines
  }

  /** The stages of the pipeline for a project type, in order; a type without one follows the standard pipeline. */
  async ofProjectType(projectType: string | null): Promise<readonly Stage[]> {
    const { pipelines, byId } = await this.#catalogue()
    const pipeline =
      pipelines.find(one => one.project_type === projectType) ??
      pipelines.find(one => one.project_type === null)
    return pipeline ? pipeline.stages.flatMap(stage => byId.get(stage.id) ?? []) : []
  }

  forget(): void {
    this.#loaded = undefined
  }

  #catalogue(): Promise<Catalogue> {
    this.#loaded ??= this.#load().catch(error => {
      this.#loaded = undefined
      throw error
    })
    return this.#loaded
  }

  async #load(): Promise<Catalogue> {
    const [pipelines, stages] = await Promise.all([allPipelines(this.#db), allStages(this.#db)])
    return {
      pipelines: pipelines.map(pipeline => ({
        ...pipeline,
        stages: stages.filter(stage => stage.pipeline_id === pipeline.id),
      })),
      byId: new Map(
        stages.map(({ id, pipeline_id, name, category, position }) => [
          id,
          { id, pipelineId: pipeline_id, name, category, position },
        ]),
      ),
    }
  }
}
