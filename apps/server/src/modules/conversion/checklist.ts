import type { Lead } from '../leads/index.ts'
import { isEvidence, type Stage } from '../pipelines/index.ts'
import { lackingEvidence, type Shown } from './evidence/evidence.service.ts'

/** An item of the checklist, and whether the lead has it. */
export interface ChecklistItem {
  field: string
  is_met: boolean
}

/** What the converted stage among these asks for, held against a lead: fields first, then what is to be shown, with
 *  `signed_quote.amount` where nothing was offered. */
export function checklistOf(ofPipeline: readonly Stage[], lead: Lead, shown: Shown): ChecklistItem[] {
  const asked = convertedOf(ofPipeline)?.requiredFields ?? []
  const proofs = asked.filter(isEvidence)
  const lacking = lackingEvidence(proofs, shown)
  const values = new Map<string, unknown>(Object.entries(lead))
  return [
    ...asked
      .filter(field => !isEvidence(field))
      .map(field => {
        const value = values.get(field)
        return { field, is_met: value !== null && value !== undefined && value !== '' }
      }),
    ...proofs
      .flatMap(proof => [proof, ...lacking.filter(field => field.startsWith(`${proof}.`))])
      .map(field => ({ field, is_met: !lacking.includes(field) })),
  ]
}

/** The stage of a pipeline in which leads are clients. */
export const convertedOf = (ofPipeline: readonly Stage[]): Stage | undefined =>
  ofPipeline.find(stage => stage.category === 'converted')
