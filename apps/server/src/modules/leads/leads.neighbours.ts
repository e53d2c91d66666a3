import type { Grant, Principal } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import type { FileRow } from './attachments/attachments.repository.ts'
import type { ConsentSource } from './consent/consent.schemas.ts'
import type { LeadStatus } from './leads.schemas.ts'

/** What leads need from other modules, handed in by `modules/index.ts`: leads stand below pipelines and campaigns. */
export interface LeadNeighbours {
  people: People
  /** What the people may do whom the caller sees as an administrator, or only one of them. */
  holdings: (principal: Principal, personId?: number) => Promise<readonly Holding[]>
  stages: Stages
  campaigns: Campaigns
  /** The scores (0 to 100) with which open leads come in at `at`, in the same order. */
  firstScores: (leads: readonly Arrival[], at: Date) => Promise<readonly number[]>
  /** The same of many that are written together, with what the scores are made of. */
  judge: (leads: readonly Arrival[], at: Date) => Promise<Judgement>
  /** Until when somebody has to contact a lead that comes in. */
  firstResponseDue: (
    lead: Pick<Arrival, 'source' | 'team_id' | 'created_at'> & { score: number },
  ) => Promise<Date>
  /** Which files of a lead out of their reach a person sees since they have a place with the client that it became; null: none. */
  filesThroughClient: (
    principal: Principal,
    leadId: number,
  ) => Promise<((file: Pick<FileRow, 'id' | 'kind'>) => boolean) | null>
  /** What a person may do at this moment: for jobs that act for them. Null for who has left, or lacks a second factor that is
   *  needed. */
  principalOf: (userId: number) => Promise<Principal | null>
  /** The caller of a request that takes long, as they are now; null for who was signed out or has left. */
  rightsNow: (principal: Principal) => Promise<Principal | null>
  /** Notes that work somebody had begun was stopped, since they may not do it any more. */
  onStopped: (userId: number, job: string, reason: string) => void
  /** Notes who did what; written with the transaction. */
  audit: (tx: Transaction, entry: LeadAudit) => void
  /** Counts the leads whose contact details somebody was shown in lists: very many are noted in the audit log. */
  noteContactsRead: (principal: Principal, leads: number) => void
}

/** What open leads are worth that come in. */
export interface Judgement {
  /** 0 to 100, in the order of the leads. */
  scores: readonly number[]
  /** Keeps what the scores are made of and begins their history, once the leads are written; `ids` in the same order. */
  keep(tx: Transaction, ids: readonly number[]): Promise<void>
}

/** A lead that is about to be written, as far as it is judged. */
export interface Arrival {
  source: string | null
  location: string | null
  project_type: string | null
  property_type: string | null
  configuration: string | null
  language: string | null
  campaign_id: number | null
  /** Major units of the firm's currency. */
  budget: number | null
  carpet_area_sqft: number | null
  /** YYYY-MM-DD */
  possession_date: string | null
  contact: Buffer | null
  team_id: number | null
  created_at: Date
}

export interface LeadAudit {
  principal: Principal
  action: string
  leadId?: number
  /** What else it is about, where it is not one lead. */
  record?: { type: string; id: number }
  request: RequestFacts
  details?: Record<string, unknown>
}

/** Who writes, and where the request came from. */
export interface Author {
  principal: Principal
  request: RequestFacts
  /** What its events say beside what happened: the bulk change that an edit is part of. */
  facts?: Readonly<Record<string, unknown>>
  /** Nobody is told by it of duplicates: it is the work of a file. */
  tellsNobody?: boolean
  /** How it is known what the person agreed to; otherwise somebody of the firm says so, or a program. */
  said?: { source: ConsentSource; at?: Date; note?: string | null }
}

/** Where a request came from, for the audit log. */
export interface RequestFacts {
  id: string
  ip: string
}

/** A person with what they may do now, and which of their roles gives it; no principal for who was deactivated. */
export interface Holding {
  person: { id: number; name: string; is_active: boolean; team: { id: number; name: string } | null }
  principal: Principal | null
  given: readonly (Grant & { role: string })[]
}

export interface Person {
  id: number
  name: string
  teamId: number | null
  isActive: boolean
  /** Holds a role that sees leads. */
  canOwnLeads: boolean
}

export interface People {
  /** Everyone, by id; never older than the session check of the request that asks. The same map until something changes. */
  all(): Promise<ReadonlyMap<number, Person>>
}

export interface Stage {
  id: number
  pipelineId: number
  name: string
  category: LeadStatus
  position: number
  /** Fields of a lead that must be filled in to enter. */
  requiredFields: readonly string[]
  /** Where leads may go from here besides Lost; null: anywhere in their pipeline. */
  nextStageIds: readonly number[] | null
  /** Entering takes a few words. */
  noteRequired: boolean
}

export interface StageMove {
  leadId: number
  fromStageId: number | null
  toStageId: number
  userId: number | null
  /** When the lead had entered the stage it leaves. */
  enteredAt?: Date
  at: Date
}

export interface Stages {
  /** All stages of all pipelines, removed ones too, by id. The same map until something changes. */
  all(): Promise<ReadonlyMap<number, Stage>>
  /** The stages of the pipeline that leads of this project type follow, in order. */
  ofProjectType(projectType: string | null): Promise<readonly Stage[]>
  /** Writes the stage history. */
  recordMove(tx: Transaction, move: StageMove): void
  /** Whether this person brought the lead out of `stageId` a moment ago: then it may go back whatever the rules say. */
  isUndo(tx: Transaction, leadId: number, userId: number, stageId: number): Promise<boolean>
}

export interface Campaigns {
  /** Names of all campaigns, by id. The same map until something changes. */
  names(): Promise<ReadonlyMap<number, string>>
  /** Whether there is such a campaign at this moment. */
  has(id: number): Promise<boolean>
}
