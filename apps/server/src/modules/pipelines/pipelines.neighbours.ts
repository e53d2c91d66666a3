import type { Transaction } from '../../platform/database/database.ts'
import type { Author, LeadsDoor } from '../leads/index.ts'
import type { StagesDoor } from './index.ts'

/** What pipelines need from other modules. */
export interface PipelineNeighbours {
  stages: StagesDoor
  leads: LeadsDoor
  /** Notes who changed the set-up; written with the transaction. */
  audit: (tx: Transaction, entry: PipelineAudit) => void
}

export interface PipelineAudit extends Author {
  action: string
  pipelineId?: number
  details?: Record<string, unknown>
}
