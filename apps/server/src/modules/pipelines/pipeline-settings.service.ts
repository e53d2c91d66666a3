import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { publish } from '../../platform/events/events.ts'
import type { LeadsDoor } from '../leads/index.ts'
import { isEvidence } from './evidence.ts'
import {
  insertPipeline,
  insertStage,
  lockPipelines,
  orderStages,
  retirePipeline,
  retireStage,
  type StageValues,
  savePipeline,
  saveStage,
} from './pipeline-settings.repository.ts'
import { allPipelines, allStages, type StageRow } from './pipelines.repository.ts'
import type { PipelineCreate, PipelinePatch, StageCreate, StagePatch } from './pipelines.schemas.ts'
import type { StageSettling } from './settle-stages.ts'
import { type Catalogue, type Pipeline, toCatalogue } from './stage-catalogue.ts'

/** The fact that the set-up of pipelines changed: open pages fetch anew. */
export const PIPELINES_CHANGED = 'pipelines.changed'

export interface PipelineSettingsNeeds {
  leads: LeadsDoor['stageKeeping']
  settling: StageSettling
}

/** What a new pipeline begins with. */
const FIRST_STAGES: readonly Partial<StageValues>[] = [
  { name: 'Inquiry', category: 'new', win_probability: 10, stale_after_days: 3 },
  { name: 'Contacted', category: 'contacted', win_probability: 25, stale_after_days: 7 },
  { name: 'Quote Sent', category: 'qualified', win_probability: 50, stale_after_days: 10 },
  {
    name: 'Converted',
    category: 'converted',
    win_probability: 100,
    required_fields: ['budget', 'project_type'],
  },
  { name: 'Lost', category: 'lost', win_probability: 0 },
]
const PLAIN: Omit<StageValues, 'name' | 'category'> = {
  colour: null,
  win_probability: 10,
  stale_after_days: null,
  enter_on_first_contact: false,
  required_fields: [],
  next_stage_ids: null,
  note_required: false,
}

/** Sets up pipelines and their stages, one change at a time; each within the caller's transaction. Leads follow. */
export class PipelineSettings {
  readonly #needs: PipelineSettingsNeeds

  constructor(needs: PipelineSettingsNeeds) {
    this.#needs = needs
  }

  /** A pipeline for a project type that has none; leads of that type go over to it.
   *  @throws AppError "already-exists" when the type or the name has one */
  async addPipeline(
    tx: Transaction,
    userId: number,
    { name, project_type }: PipelineCreate,
  ): Promise<number> {
    const { pipelines } = await this.#lock(tx)
    if (pipelines.some(one => one.project_type === project_type))
      throw taken('project_type', 'This project type has its own pipeline')
    refuseName(pipelines, name)
    const id = await insertPipeline(tx, name.trim(), project_type)
    for (const [i, stage] of FIRST_STAGES.entries())
      await insertStage(tx, id, i + 1, { ...PLAIN, ...stage } as StageValues)
    const after = await read(tx)
    const own = after.pipelines.find(one => one.id === id)
    const standard = standardOf(after.pipelines)
    for (const stage of standard.stages) {
      const to = counterpart(own?.stages ?? [], stage)
      const settlement = { stage_id: stage.id, to: to.id, project_type, user_id: userId }
      await this.#needs.settling.begin(tx, settlement, after.byId)
    }
    tell(tx, userId)
    return id
  }

  /** @throws AppError "not-found", "already-exists" */
  async changePipeline(tx: Transaction, userId: number, id: number, patch: PipelinePatch): Promise<void> {
    const { pipelines } = await this.#lock(tx)
    const pipeline = pipelineOf(pipelines, id)
    if (patch.name !== undefined)
      refuseName(
        pipelines.filter(one => one !== pipeline),
        patch.name,
      )
    await savePipeline(tx, id, { name: patch.name?.trim(), position: patch.position })
    tell(tx, userId)
  }

  /** Its leads follow the standard pipeline from now on.
   *  @throws AppError "not-found", "rule-violated" for the standard pipeline */
  async removePipeline(tx: Transaction, userId: number, id: number): Promise<void> {
    const { pipelines, byId } = await this.#lock(tx)
    const pipeline = pipelineOf(pipelines, id)
    if (pipeline.project_type === null)
      throw refused('id', 'standard-pipeline', 'The standard pipeline takes all leads that no other is for')
    const standard = standardOf(pipelines)
    await retirePipeline(tx, id)
    for (const stage of pipeline.stages) {
      const to = counterpart(standard.stages, stage)
      await retireStage(tx, stage.id, to.id)
      await this.#needs.settling.begin(tx, { stage_id: stage.id, to: to.id, user_id: userId }, byId)
    }
    tell(tx, userId)
  }

  /** A stage, put behind the last open one of its category.
   *  @throws AppError "not-found", "already-exists", "rule-violated" */
  async addStage(tx: Transaction, userId: number, pipelineId: number, input: StageCreate): Promise<number> {
    const { pipelines } = await this.#lock(tx)
    const { stages } = pipelineOf(pipelines, pipelineId)
    refuseName(stages, input.name)
    checkNext(stages, input.next_stage_ids)
    checkEvidence(input.category, input.required_fields)
    const id = await insertStage(tx, pipelineId, stages.length + 1, {
      ...PLAIN,
      ...input,
      name: input.name.trim(),
    })
    const place = stages.findLastIndex(stage => rank(stage) <= rank(input)) + 1
    await orderStages(tx, stages.map(stage => stage.id).toSpliced(place, 0, id))
    await this.#onlyFirstContact(tx, stages, input, id)
    tell(tx, userId)
    return id
  }

  /** @throws AppError "not-found", "already-exists", "rule-violated" */
  async changeStage(
    tx: Transaction,
    userId: number,
    pipelineId: number,
    stageId: number,
    patch: StagePatch,
  ): Promise<void> {
    const { pipelines } = await this.#lock(tx)
    const { stages } = pipelineOf(pipelines, pipelineId)
    const stage = stageOf(stages, stageId)
    const others = stages.filter(one => one !== stage)
    if (patch.name !== undefined) refuseName(others, patch.name)
    if (patch.category !== undefined && patch.category !== stage.category) {
      if (stage.category === 'converted' || stage.category === 'lost')
        throw refused('category', 'closing-stage', `${stage.name} ends the pipeline and stays what it is`)
      refuseLastNew(others)
    }
    checkNext(stages, patch.next_stage_ids)
    checkEvidence(stage.category, patch.required_fields)
    const values = { ...stage, ...patch, ...(patch.name !== undefined && { name: patch.name.trim() }) }
    await saveStage(tx, stageId, values)
    await this.#onlyFirstContact(tx, others, patch, stageId)
    if (values.category !== stage.category) {
      const { byId } = await read(tx)
      await this.#needs.settling.begin(tx, { stage_id: stageId, user_id: userId }, byId)
    }
    tell(tx, userId)
  }

  /** @throws AppError "not-found", "rule-violated" unless all stages are named once, the open ones first, Converted and Lost last */
  async orderStages(
    tx: Transaction,
    userId: number,
    pipelineId: number,
    stageIds: readonly number[],
  ): Promise<void> {
    const { pipelines } = await this.#lock(tx)
    const { stages } = pipelineOf(pipelines, pipelineId)
    const ordered = stageIds.flatMap(id => stages.find(stage => stage.id === id) ?? [])
    if (ordered.length !== stages.length || new Set(stageIds).size !== stages.length)
      throw refused('stage_ids', 'stage-order', 'Name each stage of the pipeline once')
    const ends = ordered.slice(-2).map(stage => stage.category)
    if (ends[0] !== 'converted' || ends[1] !== 'lost')
      throw refused('stage_ids', 'stage-order', 'Converted and Lost come last')
    await orderStages(tx, stageIds)
    tell(tx, userId)
  }

  /** Takes a stage away; its leads go to `moveTo`.
   *  @throws AppError "not-found", "rule-violated" when leads stand in it and nothing is said about them */
  async removeStage(
    tx: Transaction,
    userId: number,
    pipelineId: number,
    stageId: number,
    moveTo: number | undefined,
  ): Promise<void> {
    const { pipelines, byId } = await this.#lock(tx)
    const { stages } = pipelineOf(pipelines, pipelineId)
    const stage = stageOf(stages, stageId)
    if (stage.category === 'converted' || stage.category === 'lost')
      throw refused('stageId', 'closing-stage', `${stage.name} ends the pipeline and stays`)
    const others = stages.filter(one => one !== stage)
    refuseLastNew(others)
    const named = others.find(
      one => one.id === moveTo && one.category !== 'converted' && one.category !== 'lost',
    )
    if (moveTo !== undefined && !named)
      throw refused('move_to', 'stage-has-leads', 'Choose an open stage of the same pipeline')
    if (!named && (await this.#needs.leads.hasLeads(tx, stageId)))
      throw refused('move_to', 'stage-has-leads', `Leads stand in ${stage.name}: say where they go`)
    const to = named ?? counterpart(others, stage)
    await retireStage(tx, stageId, to.id)
    await orderStages(
      tx,
      others.map(one => one.id),
    )
    await this.#needs.settling.begin(tx, { stage_id: stageId, to: to.id, user_id: userId }, byId)
    tell(tx, userId)
  }

  async #lock(tx: Transaction): Promise<Catalogue> {
    await lockPipelines(tx)
    return read(tx)
  }

  /** One stage of a pipeline is entered on first contact. */
  async #onlyFirstContact(
    tx: Transaction,
    stages: readonly StageRow[],
    { enter_on_first_contact }: { enter_on_first_contact?: boolean | undefined },
    chosen: number,
  ): Promise<void> {
    if (!enter_on_first_contact) return
    for (const stage of stages) {
      if (stage.enter_on_first_contact && stage.id !== chosen)
        await saveStage(tx, stage.id, { ...stage, enter_on_first_contact: false })
    }
  }
}

const read = async (tx: Transaction): Promise<Catalogue> =>
  toCatalogue({ pipelines: await allPipelines(tx), stages: await allStages(tx) })

const tell = (tx: Transaction, userId: number) =>
  publish(tx, { name: PIPELINES_CHANGED, actorId: userId, data: {} })

function pipelineOf(pipelines: readonly Pipeline[], id: number): Pipeline {
  const pipeline = pipelines.find(one => one.id === id)
  if (!pipeline) throw new AppError('not-found')
  return pipeline
}

function standardOf(pipelines: readonly Pipeline[]): Pipeline {
  const standard = pipelines.find(one => one.project_type === null)
  if (!standard) throw new Error('there is no standard pipeline')
  return standard
}

function stageOf(stages: readonly StageRow[], id: number): StageRow {
  const stage = stages.find(one => one.id === id)
  if (!stage) throw new AppError('not-found')
  return stage
}

/** The stage that stands for another one: of its name, else the last of its category, else the first. */
function counterpart(stages: readonly StageRow[], { name, category }: StageRow): StageRow {
  const stage =
    stages.find(one => one.name === name && one.category === category) ??
    stages.findLast(one => one.category === category) ??
    stages[0]
  if (!stage) throw new Error('a pipeline without stages')
  return stage
}

const RANKS = ['new', 'contacted', 'qualified', 'converted', 'lost']
const rank = ({ category }: { category: string }) => RANKS.indexOf(category)

function refuseName(others: readonly { name: string }[], name: string): void {
  const wanted = name.trim().toLowerCase()
  if (others.some(one => one.name.toLowerCase() === wanted)) throw taken('name', 'This name is taken')
}

function refuseLastNew(others: readonly StageRow[]): void {
  if (others.some(one => one.category === 'new')) return
  throw refused('category', 'first-stage', 'New leads need a stage to come into')
}

/** Only who becomes a client signs and pays. */
function checkEvidence(category: string, fields: readonly string[] = []): void {
  const at = fields.findIndex(isEvidence)
  if (at >= 0 && category !== 'converted')
    throw refused(`required_fields.${at}`, 'evidence', 'Only the conversion asks for this')
}

function checkNext(stages: readonly StageRow[], next: readonly number[] | null | undefined): void {
  if (next?.some(id => !stages.some(stage => stage.id === id)))
    throw refused('next_stage_ids', 'next-stages', 'Choose stages of this pipeline')
}

const refused = (path: string, rule: string, message: string) =>
  new AppError('rule-violated', { rule, errors: [{ path, message }] })
const taken = (path: string, message: string) =>
  new AppError('already-exists', { errors: [{ path, message }] })
