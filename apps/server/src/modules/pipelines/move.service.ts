import type { Static } from 'typebox'
import type { Transaction } from '../../platform/database/database.ts'
import type { Author, LeadRow, LeadsDoor } from '../leads/index.ts'
import type { MoveBody, Moved, SleepBody } from './pipelines.schemas.ts'
import type { StageCatalogue } from './stage-catalogue.ts'

/** How often a move is tried whose place somebody else took at the same moment. */
const ATTEMPTS = 5
const UNIQUE_VIOLATION = '23505'
const POSITION_INDEX = 'leads_stage_position'

/** Moves leads over the board: each call within the caller's transaction. */
export class MoveService {
  readonly #catalogue: StageCatalogue
  readonly #leads: Pick<LeadsDoor, 'service' | 'sleep'>

  constructor(catalogue: StageCatalogue, leads: Pick<LeadsDoor, 'service' | 'sleep'>) {
    this.#catalogue = catalogue
    this.#leads = leads
  }

  /** @throws AppError "not-found", "rule-violated" with the rule and the fields it asks for, "conversion-required", "edit-conflict" */
  async move(tx: Transaction, by: Author, leadId: number, body: MoveBody, base?: number): Promise<Moved> {
    const { row } = await this.#leads.service.move(
      tx,
      by,
      leadId,
      {
        stageId: body.stage_id,
        place: { beforeId: body.before_id, afterId: body.after_id },
        lostReason: body.lost_reason,
        competitor: body.competitor,
        note: body.note,
        fields: body.fields,
      },
      base,
    )
    return this.toMoved(row)
  }

  sleep(tx: Transaction, by: Author, leadId: number, body: Static<typeof SleepBody>): Promise<LeadRow> {
    const wanted =
      'until' in body ? { until: body.until } : { beforePossessionDays: body.before_possession_days }
    return this.#leads.sleep.sleep(tx, by, leadId, wanted)
  }

  wake(tx: Transaction, by: Author, leadId: number): Promise<LeadRow> {
    return this.#leads.sleep.wake(tx, by, leadId)
  }

  /** Does `work` again when the very place was taken by somebody else meanwhile. */
  async untilPlaced<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        if (attempt === ATTEMPTS || !isPlaceTaken(error)) throw error
      }
    }
  }

  async toMoved(row: LeadRow): Promise<Moved> {
    const stages = await this.#catalogue.all()
    return {
      lead_id: row.id,
      pipeline_id: row.pipeline_id,
      stage_id: row.stage_id,
      stage: stages.get(row.stage_id)?.name ?? '',
      status: row.status,
      stage_entered_at: row.stage_entered_at.toISOString(),
      position: row.position,
      sleeps_until: row.sleeps_until,
      updated_at: row.updated_at.toISOString(),
      version: row.version,
      row_rev: row.row_rev,
    }
  }
}

function isPlaceTaken(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    'constraint' in error &&
    error.code === UNIQUE_VIOLATION &&
    error.constraint === POSITION_INDEX
  )
}
