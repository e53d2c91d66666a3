import type { PresenceState, Topic } from '@optimwalls/contract'

/** A topic taken apart. */
export interface TopicRequest {
  topic: Topic
  kind: string
  id: number
  doing: PresenceState
}

const TOPIC = /^([a-z][a-z_]{0,19}):([1-9]\d{0,9})$/
const NAME = /^[a-z][a-z_]{0,19}$/
const WORD = /^[\w.:-]{0,40}$/
const MOST_ENTRIES = 4
const LARGEST_ID = 2_147_483_647

/** Reads what a page sent about a topic; null when it is not of the contract's shape. */
export function readTopicRequest(request: unknown): TopicRequest | null {
  if (typeof request !== 'object' || request === null || !('topic' in request)) return null
  if (typeof request.topic !== 'string') return null
  const [, kind, digits] = TOPIC.exec(request.topic) ?? []
  const id = Number(digits)
  if (kind === undefined || id > LARGEST_ID) return null
  const doing = 'doing' in request ? request.doing : {}
  return isPresenceState(doing) ? { topic: `${kind}:${id}`, kind, id, doing } : null
}

function isPresenceState(value: unknown): value is PresenceState {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return entries.length <= MOST_ENTRIES && entries.every(([name, each]) => NAME.test(name) && isPlain(each))
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return WORD.test(value)
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
}
