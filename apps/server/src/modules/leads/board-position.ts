import type { Transaction } from '../../platform/database/database.ts'
import { announceOrder } from './lead-facts.ts'

/** Where on the board a card is put: directly above one card, below another, or between the two. */
export interface Place {
  /** The card it is put above. */
  beforeId?: number | undefined
  /** The card it is put below. */
  afterId?: number | undefined
}

/** A lead and the stage in which a place is looked for. */
export interface Placed {
  id: number
  stageId: number
  /** Neighbours may stand in another stage of the same category, as on the board of all pipelines. */
  category: string
  /** Where it is, when it is in that stage already. */
  position: number | null
}

/** Distance of the numbers that the sequence gives out; what is put between never takes one of those. */
const STEP = 2 ** 20
/** A gap narrower than this is widened before something is put into it. */
const NARROW = 1024

/** Cards of the board, as its indexes have them. */
export const ON_BOARD = `deleted_at IS NULL AND sleeps_until IS NULL AND status <> 'lost'`

/** The number for a place; null where the lead stands there already, or its neighbours have gone: then a lead that comes into the stage
 *  comes on top, and one that is there stays. */
export async function positionAt(tx: Transaction, lead: Placed, place: Place): Promise<number | null> {
  if (place.beforeId === undefined && place.afterId === undefined) return null
  let current = lead.position
  for (;;) {
    const gap = await gapAt(tx, lead, place)
    if (!gap) return null
    const { low, high } = gap
    if (current !== null && current > low && current < high) return null
    if (high - low >= NARROW) return within(low, high)
    // The lead itself may be among the cards that get new numbers: held against its old one, it would seem to stand there already.
    const given = await widen(tx, lead.stageId, low)
    current = given.get(lead.id) ?? current
  }
}

/** A number between two, not always the same: two people who drop into one gap at once hardly ever get the same one. */
function within(low: number, high: number): number {
  const number = Math.floor(low + (high - low) * (0.25 + Math.random() / 2))
  return number % STEP === 0 ? number + 1 : number
}

interface Neighbour {
  id: number
  position: number
  above: number | null
  below: number | null
}

async function gapAt(
  tx: Transaction,
  lead: Placed,
  { beforeId, afterId }: Place,
): Promise<{ low: number; high: number } | null> {
  const neighbours = await tx.rows<Neighbour>(
    `SELECT x.id, x.position,
       (SELECT min(n.position) FROM leads n WHERE n.stage_id = $2 AND n.position > x.position AND n.id <> $4 AND ${ON_BOARD}) AS above,
       (SELECT max(n.position) FROM leads n WHERE n.stage_id = $2 AND n.position < x.position AND n.id <> $4 AND ${ON_BOARD}) AS below
     FROM leads x WHERE x.id = ANY ($1::int[]) AND x.id <> $4 AND x.status = $3 AND ${ON_BOARD}`,
    [[beforeId ?? 0, afterId ?? 0], lead.stageId, lead.category, lead.id],
    'board-gap',
  )
  const before = neighbours.find(one => one.id === beforeId)
  const after = neighbours.find(one => one.id === afterId)
  if (before && after && after.position > before.position)
    return { low: before.position, high: after.position }
  if (after) return { low: after.below ?? after.position - 2 * STEP, high: after.position }
  // Above the topmost: below the next number of the sequence, which has not been given out.
  if (before) return { low: before.position, high: before.above ?? (await nextNumber(tx)) }
  return null
}

async function nextNumber(tx: Transaction): Promise<number> {
  const [row] = await tx.rows<{ next: number }>(`SELECT nextval('lead_positions') << 20 AS next`)
  if (!row) throw new Error('the sequence gave no number')
  return row.next
}

/** Spreads the cards around a gap evenly over the room that they and their neighbours have.
 *  @returns the new number of each card that got one */
async function widen(tx: Transaction, stageId: number, around: number): Promise<ReadonlyMap<number, number>> {
  for (let reach = 16; ; reach *= 4) {
    const window = await tx.rows<{ id: number; position: number }>(
      `(SELECT id, position FROM leads WHERE stage_id = $1 AND position > $2 AND ${ON_BOARD} ORDER BY position LIMIT $3)
       UNION ALL
       (SELECT id, position FROM leads WHERE stage_id = $1 AND position <= $2 AND ${ON_BOARD} ORDER BY position DESC LIMIT $3)
       ORDER BY position`,
      [stageId, around, reach],
      'board-window',
    )
    const isWhole = window.length < 2 * reach
    // The outermost stay; below the lowest card of a stage there is always room.
    const inner = window.slice(isWhole ? 0 : 1, -1)
    const high = window.at(-1)?.position ?? 0
    const low = isWhole ? high - (inner.length + 2) * STEP : (window[0]?.position ?? 0)
    const step = (high - low) / (inner.length + 1)
    if (step < 8 * NARROW && !isWhole) continue
    return renumber(tx, inner, place => low + step * (place + 1))
  }
}

/** Gives cards new numbers, none of which one of them has now: each row is checked against the others while they change. */
async function renumber(
  tx: Transaction,
  cards: readonly { id: number; position: number }[],
  numberOf: (place: number) => number,
): Promise<ReadonlyMap<number, number>> {
  const taken = new Set(cards.map(card => card.position))
  const numbers = cards.map((_, place) => {
    let number = Math.floor(numberOf(place))
    while (number % STEP === 0 || taken.has(number)) number++
    return number
  })
  await tx.rows(
    `UPDATE leads l SET position = n.position FROM unnest($1::int[], $2::bigint[]) AS n (id, position) WHERE l.id = n.id`,
    [cards.map(card => card.id), numbers],
    'board-renumber',
  )
  announceOrder(
    tx,
    cards.map(card => card.id),
  )
  return new Map(cards.map((card, place) => [card.id, numbers[place] ?? card.position]))
}
