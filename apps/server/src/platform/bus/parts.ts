import { randomUUID } from 'node:crypto'

/** PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more. */
const MAX_BYTES = 7900
const MAX_UNFINISHED = 100

/** A message as payloads that fit NOTIFY: itself when short, else numbered parts `~id:index:count:base64`. */
export function split(text: string): string[] {
  if (Buffer.byteLength(text) <= MAX_BYTES) return [text]
  const id = randomUUID()
  const whole = Buffer.from(text).toString('base64')
  const size = MAX_BYTES - 60
  const count = Math.ceil(whole.length / size)
  return Array.from(
    { length: count },
    (_, i) => `~${id}:${i}:${count}:${whole.slice(i * size, (i + 1) * size)}`,
  )
}

/** Puts parts together again: gives the message when a payload completes it, else null. */
export function createAssembler(): (payload: string) => string | null {
  const unfinished = new Map<string, string[]>()
  return payload => {
    if (!payload.startsWith('~')) return payload
    const [id = '', index, count, body = ''] = payload.slice(1).split(':')
    const parts = unfinished.get(id) ?? []
    parts[Number(index)] = body
    unfinished.set(id, parts)
    if (parts.filter(part => part !== undefined).length < Number(count)) {
      // A sender that died half way leaves its parts behind; the oldest give way.
      const oldest = unfinished.keys().next().value
      if (unfinished.size > MAX_UNFINISHED && oldest !== undefined) unfinished.delete(oldest)
      return null
    }
    unfinished.delete(id)
    return Buffer.from(parts.join(''), 'base64').toString()
  }
}
