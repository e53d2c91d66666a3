import type { Card } from './board.ts'

/**
 * How presence names a card: only who has the card can tell which it is, so that somebody who does not see the lead learns nothing of
 * it from who drags what.
 */
export function markOf({ id, created_at }: Pick<Card, 'id' | 'created_at'>): string {
  let hash = 0x811c9dc5
  for (const letter of `${id} ${created_at}`) {
    hash ^= letter.charCodeAt(0)
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  return hash.toString(16)
}
