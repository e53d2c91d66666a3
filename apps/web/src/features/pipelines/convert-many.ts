import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { placeOf } from './convert-lead.ts'
import { inParts, SIGNED, SIGNS } from './evidence.ts'
import { FIELD_LABELS, givenOf } from './required-fields.ts'

type Body<P extends keyof paths> = paths[P] extends {
  post: { requestBody: { content: { 'application/json': infer Sent } } }
}
  ? Sent
  : never

export type ConvertMany = Body<'/crm/bulk/convert'>
/** Leads to be converted: some, or all that filters find but some. */
export type Selection = ConvertMany['selection']
export type ManyChecklist =
  paths['/crm/bulk/convert/check']['post']['responses'][200]['content']['application/json']
export type LackingLead = ManyChecklist['leads'][number]
/** The change that it is done by. */
export type Bulk = paths['/crm/bulk/convert']['post']['responses'][202]['content']['application/json']
/** What is typed in for one lead, by path. */
export type Typed = Readonly<Record<string, string>>

/** What each of these leads still lacks; asked anew each time. */
export const manyChecklistQuery = (selection: Selection) =>
  queryOptions({
    queryKey: ['convert-many', selection],
    queryFn: ({ signal }): Promise<ManyChecklist> =>
      answer(api.POST('/crm/bulk/convert/check', { body: { selection }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

/** `key` makes repeats of one click one change. */
export const convertMany = (body: ConvertMany, key: string): Promise<Bulk> =>
  answer(api.POST('/crm/bulk/convert', { params: { header: { 'idempotency-key': key } }, body }))

const TYPE = 'fields.project_type'

/** What is asked for of a lead, part by part: another project type may ask for more. */
export function partsOf({ missing, missing_with }: LackingLead, typed: Typed): string[] {
  const type = typed[TYPE] as keyof NonNullable<typeof missing_with> | undefined
  const lacking = (type && missing_with?.[type]) || []
  const all = [...new Set([...missing, ...lacking])].map(placeOf)
  return inOrder(inParts(all))
}

/** Whether everything that is asked for is there. */
export const isComplete = (lead: LackingLead, typed: Typed): boolean =>
  partsOf(lead, typed).every(path => (typed[path] ?? '').trim() !== '')

/** The columns that these leads need together. */
export const columnsOf = (leads: readonly LackingLead[], typed: ReadonlyMap<number, Typed>): string[] =>
  inOrder([...new Set(leads.flatMap(lead => partsOf(lead, typed.get(lead.lead_id) ?? {})))])

/** The project type first, since the rest depends on it, then the fields as forms have them, then the evidence. */
function inOrder(parts: readonly string[]): string[] {
  const order = [TYPE, ...Object.keys(FIELD_LABELS).map(field => `fields.${field}`)]
  const place = (path: string) => (order.includes(path) ? order.indexOf(path) : order.length)
  return parts.toSorted((one, other) => place(one) - place(other))
}

/** What is sent for the leads that are complete; the others of those that were shown are left out. */
export function toConvert(
  selection: Selection,
  { leads, refusals }: Pick<ManyChecklist, 'leads' | 'refusals'>,
  typed: ReadonlyMap<number, Typed>,
): Pick<ConvertMany, 'selection' | 'given'> {
  const complete = leads.filter(lead => isComplete(lead, typed.get(lead.lead_id) ?? {}))
  const left = new Set(
    [...leads.filter(lead => !complete.includes(lead)), ...refusals].map(one => one.lead_id),
  )
  const given = complete.map(lead => {
    const all = typed.get(lead.lead_id) ?? {}
    const values = Object.fromEntries(partsOf(lead, all).map(path => [path, all[path] ?? '']))
    const quote: Typed =
      SIGNED in values && lead.quote_to_sign ? { [SIGNS]: String(lead.quote_to_sign.id) } : {}
    const { fields, evidence } = givenOf({ ...values, ...quote })
    return {
      ...{ lead_id: lead.lead_id, version: lead.version },
      ...(fields && { fields }),
      ...(evidence && { evidence }),
    }
  })
  const { ids, filters, except = [] } = selection
  return {
    selection: ids ? { ids: ids.filter(id => !left.has(id)) } : { filters, except: [...except, ...left] },
    ...(given.length > 0 && { given: given as NonNullable<ConvertMany['given']> }),
  }
}
