import type { Bulk } from './bulk.ts'
import type { Names } from './edit-conflict.ts'
import { type LeadStatus, STATUS_WORDS } from './lead.ts'

export const countWords = (count: number): string =>
  `${count.toLocaleString('en-IN')} ${count === 1 ? 'lead' : 'leads'}`

/** What was done, after the number of leads: "moved to Quote Sent". */
export function deedWords({ action, params }: Pick<Bulk, 'action' | 'params'>, names: Names): string {
  switch (action) {
    case 'assign':
      return params.assigned_to == null
        ? 'taken from their owners'
        : `given to ${names.person?.(params.assigned_to) ?? 'somebody else'}`
    case 'tag': {
      const added = params.add_tags?.join(', ')
      const removed = params.remove_tags?.join(', ')
      return [added && `tagged ${added}`, removed && `no longer tagged ${removed}`].filter(Boolean).join(', ')
    }
    case 'edit':
      return 'changed'
    case 'move': {
      const status = params.status && STATUS_WORDS[params.status as LeadStatus]
      const stage = params.stage_id === undefined ? undefined : names.stage?.(params.stage_id)
      return `moved to ${stage ?? status ?? 'another stage'}`
    }
    case 'delete':
      return 'deleted'
    case 'restore':
      return 'brought back'
    case 'convert':
      return 'converted'
    case 'undo':
      return 'put back'
  }
}

/** How it ended: "3,200 leads given to Neha, 12 could not be". */
export function endWords(bulk: Bulk, names: Names): string {
  const done =
    bulk.changed === 0 ? 'Nothing had to be changed' : `${countWords(bulk.changed)} ${deedWords(bulk, names)}`
  const clients =
    bulk.action === 'convert' && bulk.same > 0
      ? `, ${bulk.same.toLocaleString('en-IN')} ${bulk.same === 1 ? 'was a client' : 'were clients'} already`
      : ''
  const failed = bulk.failed > 0 ? `, ${bulk.failed.toLocaleString('en-IN')} could not be` : ''
  if (bulk.status === 'cancelled')
    return `Stopped: ${done.replace(/^Nothing.*/, 'nothing was changed')}${failed}`
  if (bulk.status === 'failed') return bulk.failure ?? 'This did not finish.'
  return bulk.changed === 0 && bulk.failed > 0
    ? `${countWords(bulk.failed)} could not be ${bulk.action === 'undo' ? 'put back' : 'changed'}`
    : `${done}${clients}${failed}`
}
