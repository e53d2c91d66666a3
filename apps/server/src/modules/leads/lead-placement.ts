import { isWithin, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import { AppError } from '../../platform/errors.ts'
import type { LeadRow } from './lead-row.ts'
import type { Stage, Stages } from './leads.neighbours.ts'
import type { LeadPatch, LeadStatus } from './leads.schemas.ts'

/** The stage that a status or a stage id asks for among the stages of the lead's pipeline.
 *  @throws AppError "conversion-required" for a converted stage, "rule-violated" for a stage of another pipeline or a loss without a reason */
export function chooseStage(
  stages: readonly Stage[],
  wanted: { status?: LeadStatus; stage_id?: number },
  lostReason: string | null,
  mayConvert = false,
): Stage {
  const byId = wanted.stage_id === undefined ? undefined : stages.find(stage => stage.id === wanted.stage_id)
  if (wanted.stage_id !== undefined && !byId) {
    throw new AppError('rule-violated', {
      errors: [{ path: 'stage_id', message: "Choose a stage of the lead's own pipeline" }],
    })
  }
  if (byId && wanted.status && wanted.status !== byId.category) {
    throw new AppError('rule-violated', {
      errors: [{ path: 'status', message: `${byId.name} is a stage of another status` }],
    })
  }
  const category = wanted.status ?? 'new'
  const stage = byId ?? stages.find(one => one.category === category)
  if (!stage) {
    throw new AppError('rule-violated', {
      errors: [{ path: 'status', message: 'The pipeline has no stage of this status' }],
    })
  }
  if (stage.category === 'converted' && !mayConvert) {
    throw new AppError('conversion-required', {
      errors: [
        {
          path: wanted.stage_id === undefined ? 'status' : 'stage_id',
          message: 'A lead is converted by its conversion',
        },
      ],
    })
  }
  if (stage.category === 'lost' && !lostReason) throw noLossReason()
  return stage
}

const noLossReason = () =>
  new AppError('rule-violated', {
    rule: 'lost-reason',
    errors: [{ path: 'lost_reason', message: 'Say why the lead was lost' }],
  })

/** The stage of another pipeline that corresponds to `from`: the one of the same name, else the first of the same category.  */
export function correspondingStage(stages: readonly Stage[], from: Stage): Stage {
  const match =
    stages.find(stage => stage.name === from.name && stage.category === from.category) ??
    stages.find(stage => stage.category === from.category) ??
    stages[0]
  if (!match) throw new Error('a pipeline without stages')
  return match
}

/** What a change does with a lead's being a client. */
export type Conversion = 'make' | 'undo'

/** Where a lead stands after a patch. */
export interface Placement {
  /** What of the row changes with it; nothing when it stays where it is. */
  columns: Partial<LeadRow>
  /** The stages of a move, whose rules are to be held; a lead that changes pipelines with its project type is let through. */
  move: { from: Stage; to: Stage } | null
}

/** Where the lead stands after the patch: another project type takes it to the corresponding stage of another pipeline, a status
 *  or stage moves it there, and wakes it.
 *  @throws AppError "forbidden" for who may not move leads, and what `chooseStage` throws */
export async function placementAfter(
  principal: Principal,
  row: LeadRow,
  patch: LeadPatch,
  { at, conversion, note }: { at: Date; conversion?: Conversion | undefined; note?: string | undefined },
  door: Stages,
): Promise<Placement> {
  const projectType = patch.project_type === undefined ? row.project_type : patch.project_type
  const isRetyped = projectType !== row.project_type
  const isMoved =
    (patch.stage_id !== undefined && patch.stage_id !== row.stage_id) ||
    (patch.status !== undefined && patch.status !== row.status)
  const lostReason = patch.lost_reason === undefined ? row.lost_reason : patch.lost_reason
  if (!isRetyped && !isMoved) {
    if (row.status !== 'lost') return UNMOVED
    // Of the past it may be that nobody said why: that stands in nobody's way.
    if (row.lost_reason && !lostReason) throw noLossReason()
    return { columns: lossOf(row, patch), move: null }
  }
  if (conversion === 'make' && row.status === 'lost') {
    throw new AppError('rule-violated', {
      rule: 'lost-lead',
      errors: [{ path: 'status', message: 'A lost lead is reopened before it is converted' }],
    })
  }
  if (isMoved && !conversion) refuseMove(principal, row)
  const stages = await door.ofProjectType(projectType)
  const current = (await door.all()).get(row.stage_id)
  if (!current) throw new Error(`stage ${row.stage_id} of lead ${row.id} is gone`)
  const stage = isMoved
    ? chooseStage(stages, patch, lostReason, conversion === 'make')
    : correspondingStage(stages, current)
  if (stage.id === row.stage_id) return UNMOVED
  const columns = {
    pipeline_id: stage.pipelineId,
    stage_id: stage.id,
    status: stage.category,
    stage_entered_at: at,
    ...(stage.category === 'lost' ? lossOf(row, patch, note) : NO_LOSS),
    sleeps_until: null,
  }
  return { columns, move: isMoved ? { from: current, to: stage } : null }
}

const NO_LOSS = { lost_reason: null, competitor: null, lost_note: null }

/** Why a lead is lost after the patch. What is said about a move into a lost stage is said about the loss. */
const lossOf = (row: LeadRow, patch: LeadPatch, note?: string) => ({
  lost_reason: patch.lost_reason === undefined ? row.lost_reason : patch.lost_reason,
  competitor: patch.competitor === undefined ? row.competitor : patch.competitor,
  lost_note: patch.lost_note === undefined ? (note?.trim() ?? row.lost_note) : patch.lost_note,
})

const UNMOVED: Placement = { columns: {}, move: null }

function refuseMove(principal: Principal, row: LeadRow): void {
  const scope = scopeOf(principal, 'CRM', 'move')
  const belonging = { owner: row.assigned_to, team: row.team_id }
  if (scope === null || !isWithin(reachOf(principal, scope), belonging)) {
    throw new AppError('forbidden', {
      errors: [{ path: 'status', message: 'Your role does not move leads' }],
    })
  }
  if (row.status !== 'converted') return
  throw new AppError('rule-violated', {
    errors: [{ path: 'status', message: 'A converted lead is a client and stays converted' }],
  })
}
