import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { correspondingStage } from '../lead-placement.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { LeadRow } from '../lead-row.ts'
import type { Author, LeadNeighbours, Stage } from '../leads.neighbours.ts'
import { lockById } from '../leads.repository.ts'
import type { Lead } from '../leads.schemas.ts'
import type { LeadService } from '../leads.service.ts'
import { movesOf, type StageMoveEvent } from './losses.repository.ts'
import type { LossList } from './losses.schemas.ts'

export interface ReopeningNeeds {
  db: Connection
  reader: LeadReader
  service: LeadService
  neighbours: Pick<LeadNeighbours, 'people' | 'stages'>
}

/** Takes lost leads up again, and tells how often they were lost. */
export class Reopening {
  readonly #needs: ReopeningNeeds

  constructor(needs: ReopeningNeeds) {
    this.#needs = needs
  }

  /** Brings a lost lead back to the stage that it was lost from, whatever that asks for by now. One that is not lost stays as it is.
   *  @throws AppError "not-found", "forbidden", "edit-conflict" */
  async reopen(
    tx: Transaction,
    by: Author,
    id: number,
    { note, base }: { note?: string | undefined; base?: number | undefined },
  ): Promise<Lead> {
    const { reader, service } = this.#needs
    const row = await lockById(tx, id, reader.scope(by.principal, 'move'))
    if (!row || row.deleted_at) throw new AppError('not-found')
    if (row.status !== 'lost') return reader.toLead(row)
    const stage = await this.stageOf(tx, row)
    return (await service.reopen(tx, by, id, { stageId: stage.id, note }, base)).lead
  }

  /** Where a lost lead goes back to. */
  async stageOf(db: Connection, { id, project_type }: Pick<LeadRow, 'id' | 'project_type'>): Promise<Stage> {
    return this.#stageAfter(await movesOf(db, id), project_type)
  }

  async #stageAfter(moves: readonly StageMoveEvent[], projectType: string | null): Promise<Stage> {
    const { stages } = this.#needs.neighbours
    const all = await stages.all()
    const own = (await stages.ofProjectType(projectType)).filter(
      stage => stage.category !== 'lost' && stage.category !== 'converted',
    )
    // From one lost stage to that of another pipeline it was lost all the same.
    const from = moves.findLast(({ data }) => {
      const left = all.get(data.from ?? 0)
      return data.status === 'lost' && left !== undefined && left.category !== 'lost'
    })
    const left = all.get(from?.data.from ?? 0)
    const [first] = own
    if (!left || left.category === 'converted') {
      if (!first) throw new Error('a pipeline without open stages')
      return first
    }
    return own.find(stage => stage.id === left.id) ?? correspondingStage(own, left)
  }

  /** How often the lead was lost and taken up again.
   *  @throws AppError "not-found" */
  async losses(principal: Principal, leadId: number): Promise<LossList> {
    const { db, reader, neighbours } = this.#needs
    const lead = (await reader.several(principal, [leadId])).get(leadId)
    if (!lead) throw new AppError('not-found')
    const [moves, stages, people] = await Promise.all([
      movesOf(db, leadId),
      neighbours.stages.all(),
      neighbours.people.all(),
    ])
    const stageOf = (id: number | null | undefined) => {
      const stage = stages.get(id ?? 0)
      return stage ? { id: stage.id, name: stage.name } : null
    }
    const personOf = (id: number | null) => {
      const person = people.get(id ?? 0)
      return person ? { id: person.id, name: person.name } : null
    }
    const losses: LossList['data'] = []
    for (const { name, at, actor_id, data } of moves) {
      const last = losses.at(-1)
      if (name === 'lead.answered_again') {
        if (last?.reopened_at) last.response_minutes = data.minutes ?? null
      } else if (data.status === 'lost' && (!last || last.reopened_at !== null)) {
        losses.push({
          lost_at: at.toISOString(),
          lost_by: personOf(actor_id),
          from: stageOf(data.from),
          reason: data.loss?.reason ?? null,
          competitor: data.loss?.competitor ?? null,
          note: data.note ?? null,
          reopened_at: null,
          reopened_by: null,
          reopened_to: null,
          by_enquiry: false,
          response_minutes: null,
        })
      } else if (data.status !== 'lost' && last && last.reopened_at === null) {
        last.reopened_at = at.toISOString()
        last.by_enquiry = data.enquiry !== undefined
        last.reopened_by = last.by_enquiry ? null : personOf(actor_id)
        last.reopened_to = stageOf(data.to)
      }
    }
    const isLost = lead.status === 'lost'
    const open = losses.at(-1)
    // What was said may have been put right since.
    if (isLost && open && open.reopened_at === null)
      Object.assign(open, { reason: lead.lost_reason, competitor: lead.competitor, note: lead.lost_note })
    const back = isLost ? await this.#stageAfter(moves, lead.project_type) : null
    return { data: losses.toReversed(), reopens_to: back && { id: back.id, name: back.name } }
  }
}
