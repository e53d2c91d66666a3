import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import type { Card, Moved, Stage } from './board.ts'
import { EVIDENCE_LABELS } from './evidence.ts'
import { type Asked, bothGiven, type Given, type Missing, missingOf } from './use-asking.ts'

export type Converted =
  paths['/crm/leads/{id}/convert']['post']['responses'][201]['content']['application/json']

type Ask = (card: Asked['card'], to: Asked['to'], missing: Missing) => Promise<Given | null>

/** Shows what the checklist still lacks and, once the person says so, makes a client of the lead. Null when they leave it.
 *  @throws ProblemError when no answer would let it through */
export async function convertLead(
  ask: Ask,
  lead: Pick<Card, 'id' | 'name' | 'version'>,
  to: Pick<Stage, 'name' | 'category'>,
): Promise<Converted | null> {
  let missing = await lacking(lead.id)
  let given: Given = {}
  for (;;) {
    const said = await ask(lead, to, missing)
    if (!said) return null
    given = bothGiven(given, said)
    try {
      return await send(lead, given)
    } catch (problem) {
      const more = missingOf(problem)
      if (!more) throw problem
      missing = more
    }
  }
}

/** The quote that a signature given with the conversion is of; null where nothing was offered. Asked each time: it binds the signature. */
export const quoteToSignQuery = (id: number) =>
  queryOptions({
    queryKey: ['quote-to-sign', id],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/crm/leads/{id}/conversion', { params: { path: { id } }, signal })))
        .quote_to_sign,
    staleTime: 0,
    gcTime: 0,
  })

async function lacking(id: number): Promise<Missing> {
  const { checklist } = await answer(api.GET('/crm/leads/{id}/conversion', { params: { path: { id } } }))
  return {
    paths: checklist.flatMap(({ field, is_met }) => (is_met ? [] : [placeOf(field)])),
    messages: {},
  }
}

/** Where a conversion takes what the checklist lacks. */
export const placeOf = (field: string): string =>
  (field.split('.')[0] ?? '') in EVIDENCE_LABELS ? `evidence.${field}` : `fields.${field}`

const send = (
  { id, version }: Pick<Card, 'id' | 'version'>,
  { fields, note, evidence }: Given,
): Promise<Converted> =>
  answer(
    api.POST('/crm/leads/{id}/convert', {
      params: { path: { id }, header: { 'if-match': String(version) } },
      body: { ...(fields && { fields }), ...(note && { note }), ...(evidence && { evidence }) } as never,
    }),
  )

/** Where the card is after its conversion: on top of its stage, until the live frame that follows knows its very place. */
export const movedBy = ({ lead }: Converted, card: Card): Moved => ({
  lead_id: lead.id,
  pipeline_id: lead.pipeline_id,
  stage_id: lead.stage_id,
  stage: lead.stage,
  status: lead.status,
  stage_entered_at: lead.stage_entered_at,
  position: Number.MAX_SAFE_INTEGER,
  sleeps_until: lead.sleeps_until,
  updated_at: lead.updated_at,
  version: lead.version,
  row_rev: card.row_rev + 1,
})
