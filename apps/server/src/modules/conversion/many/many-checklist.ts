import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../../platform/database/database.ts'
import { type Lead, type LeadsDoor, PROJECT_TYPES, type Selection } from '../../leads/index.ts'
import type { Stage, StagesDoor } from '../../pipelines/index.ts'
import { checklistOf, convertedOf } from '../checklist.ts'
import type { EvidenceService, Shown } from '../evidence/evidence.service.ts'
import { type ManyChecklist, MOST_SHOWN } from './many.schemas.ts'

/** Leads that are held against their checklists together. */
const PORTION = 500

export interface ManyChecklistNeeds {
  db: Connection
  leads: Pick<LeadsDoor, 'reader' | 'bulk'>
  stages: Pick<StagesDoor, 'all' | 'ofProjectType'>
  evidence: Pick<EvidenceService, 'shownOf'>
  currency: string
}

/** Holds each lead of a selection against the checklist of its pipeline.
 *  @throws AppError "forbidden", "invalid-input", "rule-violated" for too many */
export async function manyChecklist(
  needs: ManyChecklistNeeds,
  principal: Principal,
  selection: Selection,
): Promise<ManyChecklist> {
  const { db, leads, stages, evidence } = needs
  const ids = await leads.bulk.service.selected(principal, 'convert', selection)
  const all = await stages.all()
  const pipelines = new Map<string | null, readonly Stage[]>()
  for (const type of [null, ...PROJECT_TYPES]) pipelines.set(type, await stages.ofProjectType(type))
  const told: ManyChecklist = {
    ...{ total: ids.length, ready: 0, already: 0, lacking: 0, refused: 0, asks_note: false },
    ...{ leads: [], refusals: [] },
  }
  for (let start = 0; start < ids.length; start += PORTION) {
    const found = await leads.reader.several(principal, ids.slice(start, start + PORTION))
    const open = [...found.values()].filter(lead => lead.status !== 'converted')
    told.already += found.size - open.length
    const shown = await evidence.shownOf(
      db,
      open.map(lead => lead.id),
    )
    for (const lead of open) {
      const ofPipeline = pipelines.get(lead.project_type) ?? []
      const reason = refusalOf(lead, all.get(lead.stage_id), convertedOf(ofPipeline))
      if (reason !== null) {
        told.refused++
        if (told.refusals.length < MOST_SHOWN)
          told.refusals.push({ lead_id: lead.id, name: lead.name, reason })
        continue
      }
      if (convertedOf(ofPipeline)?.noteRequired) told.asks_note = true
      count(told, lead, shown.get(lead.id), { pipelines, currency: needs.currency })
    }
  }
  return told
}

function count(
  told: ManyChecklist,
  lead: Lead,
  shown: Shown | undefined,
  { pipelines, currency }: { pipelines: ReadonlyMap<string | null, readonly Stage[]>; currency: string },
): void {
  const nothing: Shown = { quote: undefined, isSigned: false, payment: null }
  const lackingWith = (type: Lead['project_type']) =>
    checklistOf(pipelines.get(type) ?? [], { ...lead, project_type: type }, shown ?? nothing).flatMap(
      ({ field, is_met }) => (is_met ? [] : [field]),
    )
  const missing = lackingWith(lead.project_type)
  if (missing.length === 0) {
    told.ready++
    return
  }
  told.lacking++
  if (told.leads.length >= MOST_SHOWN) return
  const [residential, commercial, high_budget] = PROJECT_TYPES.map(lackingWith) as [
    string[],
    string[],
    string[],
  ]
  const quote = shown?.quote
  told.leads.push({
    ...{ lead_id: lead.id, name: lead.name, version: lead.version, missing },
    missing_with: lead.project_type === null ? { residential, commercial, high_budget } : null,
    quote_to_sign: quote ? { id: quote.id, version: quote.version, amount: quote.amount, currency } : null,
  })
}

/** Why the lead is no client whatever is filled in; null when it can become one. */
function refusalOf(lead: Lead, from: Stage | undefined, to: Stage | undefined): string | null {
  if (lead.status === 'lost') return 'A lost lead is reopened before it is converted'
  if (!from || !to || from.pipelineId !== to.pipelineId) return null
  const isLetOut = from.nextStageIds === null || from.nextStageIds.includes(to.id)
  return isLetOut ? null : `From ${from.name} a lead does not go to ${to.name}`
}
