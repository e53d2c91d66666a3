import { sayCustom } from '../custom-fields.ts'
import { FIELD_WORDS, sayValue } from '../edit-conflict.ts'
import { type Lead, PROJECT_TYPE_WORDS } from '../lead.ts'
import type { CustomField } from '../setup.ts'
import type { MergeField, SuspectedPair } from './api.ts'

/** What a field of two leads is called when they are merged. */
export function mergeFieldWord(field: MergeField): string {
  if (field === 'owner') return 'Owner'
  if (field === 'stage') return 'Stage'
  if (field === 'external_ids') return 'Ids elsewhere'
  return FIELD_WORDS[field]
}

/** The same of one of the firm's own fields, which `field` defines unless it is unknown here. */
export function sayMergeCustom(key: string, field: CustomField | undefined, lead: Lead): string {
  const value = lead.custom[key]
  if (value === undefined) return '—'
  return dash(field ? sayCustom(field, value) : [value].flat().map(String).join(', '))
}

/** The value of a field as it reads in a cell; — when there is none. */
export function sayMergeField(field: MergeField, lead: Lead): string {
  switch (field) {
    case 'owner':
      return lead.owner?.name ?? 'Nobody yet'
    case 'stage': {
      const type = lead.project_type === null ? null : PROJECT_TYPE_WORDS[lead.project_type]
      return [type, lead.stage].filter(Boolean).join(' · ')
    }
    case 'campaign_id':
      return lead.campaign ?? '—'
    case 'external_ids':
      return dash(lead.external_ids.map(one => `${one.id} in ${one.system}`).join(', '))
    default: {
      const said = sayValue(field, lead[field])
      return said === 'nothing' ? '—' : said
    }
  }
}

const dash = (text: string) => (text === '' ? '—' : text)

const KIND_WORDS: Record<SuspectedPair['matched_on'][number], string> = {
  phone: 'Same phone',
  email: 'Same e-mail',
  address: 'Same address',
  said: 'One household',
  name: 'Names alike',
}

/** What made two leads a pair, in a few words each. */
export function sayMatches({ matched_on, score }: Pick<SuspectedPair, 'matched_on' | 'score'>): string[] {
  return matched_on.map(kind =>
    kind === 'name' && score !== null ? `${KIND_WORDS.name}, ${score}%` : KIND_WORDS[kind],
  )
}

const MOVED_WORDS: Record<string, [one: string, many: string]> = {
  history: ['line of history', 'lines of history'],
  activities: ['activity', 'activities'],
  follow_ups: ['follow-up', 'follow-ups'],
  files: ['file', 'files'],
  deals: ['past deal', 'past deals'],
  quotes: ['quote', 'quotes'],
  stage_moves: ['stage move', 'stage moves'],
  external_ids: ['id elsewhere', 'ids elsewhere'],
  access_requests: ['access request', 'access requests'],
}

/** "3 activities, 2 files and 12 lines of history"; nothing when nothing goes over. */
export function sayMoves(moves: Record<string, number>): string {
  const said = Object.entries(moves).flatMap(([name, count]) => {
    const words = MOVED_WORDS[name]
    return words && name !== 'stage_moves' ? `${count} ${count === 1 ? words[0] : words[1]}` : []
  })
  const last = said.pop()
  if (last === undefined) return ''
  return said.length === 0 ? last : `${said.join(', ')} and ${last}`
}
