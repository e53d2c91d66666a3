import type { Client, LeadApp, Problem } from './lead-app.ts'

export interface BoardColumn {
  key: string
  stage_id: number | null
  stage_ids: number[]
  name: string
  category: string
  count: number
  capped: boolean
  budget_sum: number | null
  weighted_sum: number | null
  asleep: number
  cards: { id: number; name: string; position: number; stage_id: number; version: number }[]
  next_cursor: string | null
}

export interface BoardAnswer extends Problem {
  columns: BoardColumn[]
  lost_stage_id: number | null
}

export interface MovedLead extends Problem {
  lead_id: number
  stage: string
  stage_id: number
  status: string
  position: number
  version: number
  updated_at: string
  stage_entered_at: string
  sleeps_until: string | null
}

export interface PipelineStage {
  id: number
  name: string
  category: string
  leads: number
  required_fields: string[]
  next_stage_ids: number[] | null
  note_required: boolean
  enter_on_first_contact: boolean
}

/** Ids of pipelines and stages by name, as the firm has them at first. */
export interface StageBook {
  pipelineId(name: string): number
  stageId(pipeline: string, stage: string): number
}

export async function readStages(firm: LeadApp): Promise<StageBook> {
  const rows = await firm.db.rows<{ pipeline: string; pipeline_id: number; stage: string; id: number }>(
    'SELECT p.name AS pipeline, p.id AS pipeline_id, s.name AS stage, s.id FROM stages s JOIN pipelines p ON p.id = s.pipeline_id',
  )
  return {
    pipelineId: name => rows.find(row => row.pipeline === name)?.pipeline_id ?? 0,
    stageId: (pipeline, stage) => rows.find(row => row.pipeline === pipeline && row.stage === stage)?.id ?? 0,
  }
}

export const move = (client: Client, leadId: number, body: object, headers: Record<string, string> = {}) =>
  client.patch<MovedLead>(`/crm/pipelines/${leadId}`, body, headers)

export const board = async (client: Client, address: string): Promise<BoardColumn[]> => {
  const { json, text } = await client.get<BoardAnswer>(`/crm/boards/${address}`)
  if (!json.columns) throw new Error(`no board: ${text}`)
  return json.columns
}

export const column = async (client: Client, address: string, name: string): Promise<BoardColumn> => {
  const found = (await board(client, address)).find(one => one.name === name)
  if (!found) throw new Error(`no column ${name}`)
  return found
}
