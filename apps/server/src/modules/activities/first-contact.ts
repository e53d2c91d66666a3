import { can } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { HeldLead } from '../leads/index.ts'
import type { Author, LeadDoor } from './activities.neighbours.ts'

/** A stage as far as a first contact asks for it. */
export interface FirstContactStages {
  /** The stage that a first contact takes a lead to from this one; none when its pipeline has no such stage ahead. */
  enteredOnFirstContact(stageId: number): Promise<{ id: number } | undefined>
}

/** Moves a new lead that was reached to the stage that waits for it, where there is one and the person may move leads. Entry rules
 *  of the stage may forbid it: then the lead stays, and what was logged is logged all the same. */
export const firstContactMove =
  ({ leads, stages }: { leads: LeadDoor; stages: FirstContactStages }) =>
  async (tx: Transaction, by: Author, lead: HeldLead): Promise<void> => {
    const stage = await stages.enteredOnFirstContact(lead.stage_id)
    if (!stage || !can(by.principal, 'CRM', 'edit') || !can(by.principal, 'CRM', 'move')) return
    try {
      await leads.service.update(tx, by, lead.id, { stage_id: stage.id })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  }
