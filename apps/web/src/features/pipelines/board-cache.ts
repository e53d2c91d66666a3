import type { Board, Card, Column, Spot } from './board.ts'

/** Chance in percent that a lead of this stage is won. */
export type Chance = (stageId: number) => number

const STEP = 2 ** 20

/** The card and its column, when it is on the board. */
export function findCard(board: Board, id: number): { column: Column; card: Card } | undefined {
  for (const column of board.columns) {
    const card = column.cards.find(one => one.id === id)
    if (card) return { column, card }
  }
  return undefined
}

const columnOf = (board: Board, card: Pick<Card, 'stage_id'>): Column | undefined =>
  board.columns.find(column => column.stage_ids.includes(card.stage_id))

const replace = (board: Board, column: Column): Board => ({
  ...board,
  columns: board.columns.map(one => (one.key === column.key ? column : one)),
})

/** The column with one lead more or less in its figures. */
function counted(column: Column, card: Card, sign: 1 | -1, chance: Chance): Column {
  const budget = sign * (card.budget ?? 0)
  const sum = (figure: number | null, part: number) =>
    figure === null ? null : Math.round((figure + part) * 100) / 100
  return {
    ...column,
    count: Math.max(0, column.count + sign),
    budget_sum: sum(column.budget_sum, budget),
    weighted_sum: sum(column.weighted_sum, (budget * chance(card.stage_id)) / 100),
  }
}

/** Takes a card off, and out of the figures. */
export function takeCard(board: Board, id: number, chance: Chance): Board {
  const found = findCard(board, id)
  if (!found) return board
  const { column, card } = found
  const left = { ...column, cards: column.cards.filter(one => one !== card) }
  return replace(board, counted(left, card, -1, chance))
}

/** Whether a card stands above another one, as the board is ordered. */
function isAbove({ sort }: Board, card: Card, other: Card): boolean {
  if (sort === '-position') return card.position > other.position
  const [mine, its] = [card.priority ?? -1, other.priority ?? -1]
  return mine > its || (mine === its && card.id > other.id)
}

/** Puts a card where its stage and the order of the board say; below what has been fetched it is only counted. */
export function putCard(board: Board, card: Card, chance: Chance): Board {
  const column = columnOf(board, card)
  if (!column) return board
  const more = counted(column, card, 1, chance)
  if (card.sleeps_until !== null) return replace(board, { ...more, asleep: more.asleep + 1 })
  const index = column.cards.findIndex(one => isAbove(board, card, one))
  const isBelow = index < 0 && column.next_cursor !== null
  if (isBelow) return replace(board, more)
  const cards = column.cards.toSpliced(index < 0 ? column.cards.length : index, 0, card)
  return replace(board, { ...more, cards })
}

/** What was heard of a lead: how it is now, or that it is gone for this person. */
export type Heard =
  | { kind: 'card'; card: Card; isNew: boolean; belongs: boolean | undefined }
  | { kind: 'gone'; id: number; row_rev: number }

/** The board after something was heard. `isSure` is false when the figures cannot be told from what is on it. */
export function hear(board: Board, heard: Heard, chance: Chance): { board: Board; isSure: boolean } {
  const id = heard.kind === 'card' ? heard.card.id : heard.id
  const rev = heard.kind === 'card' ? heard.card.row_rev : heard.row_rev
  const known = findCard(board, id)?.card
  if (known && known.row_rev >= rev) return { board, isSure: true }
  const without = takeCard(board, id, chance)
  if (heard.kind === 'gone') return { board: without, isSure: known !== undefined }
  const belongs = heard.belongs ?? known !== undefined
  // A lead that was not on the board may have been in the figures: below, or asleep.
  const isSure = heard.belongs !== undefined && (known !== undefined || heard.isNew)
  if (!belongs) return { board: without, isSure: isSure || heard.belongs === false }
  if (known || heard.isNew) return { board: putCard(without, heard.card, chance), isSure }
  return { board: withFigures(putCard(board, heard.card, chance), board), isSure: false }
}

/** The cards that stay where they are while some are carried. */
export const staying = (cards: readonly Card[], carried: readonly number[]): Card[] =>
  cards.filter(card => !carried.includes(card.id))

/** The cards above and below a spot. */
export function neighboursAt(
  column: Pick<Column, 'cards'>,
  index: number,
  carried: readonly number[],
): { above: Card | undefined; below: Card | undefined } {
  const cards = staying(column.cards, carried)
  return { above: cards[index - 1], below: cards[index] }
}

/** The board as it is to be once cards stand at a spot, in this order; what the server answers takes its place. */
export function carryTo(
  board: Board,
  ids: readonly number[],
  spot: Spot,
  stageOf: (card: Card, column: Column) => { id: number; category: Card['status'] } | undefined,
  chance: Chance,
): Board {
  const column = board.columns.find(one => one.key === spot.column)
  if (!column) return board
  const { above, below } = neighboursAt(column, spot.index, ids)
  const high = above?.position ?? (below?.position ?? 0) + STEP * (ids.length + 1)
  const low = below?.position ?? high - STEP * (ids.length + 1)
  return ids.reduce((now, id, place) => {
    const card = findCard(now, id)?.card
    const stage = card && stageOf(card, column)
    if (!card || !stage) return now
    const position = high - ((high - low) * (place + 1)) / (ids.length + 1)
    const isMoved = stage.id !== card.stage_id
    const carried: Card = {
      ...card,
      position,
      stage_id: stage.id,
      status: stage.category,
      ...(isMoved && { stage_entered_at: new Date().toISOString() }),
    }
    return putCard(takeCard(now, id, chance), carried, chance)
  }, board)
}

/** Puts cards back as they were, unless something newer is known of them. */
export function putBack(board: Board, cards: readonly Card[], chance: Chance): Board {
  return cards.reduce((now, card) => {
    const known = findCard(now, card.id)?.card
    if (known && known.row_rev > card.row_rev) return now
    return putCard(takeCard(now, card.id, chance), card, chance)
  }, board)
}

/** Adds the next cards of a column as it was; those that have come to the board meanwhile are there already. Of a column that was read anew and
 *  ends elsewhere by now they are not the next ones. */
export function appendCards(
  board: Board,
  { key, next_cursor }: Pick<Column, 'key' | 'next_cursor'>,
  more: Pick<Column, 'cards' | 'next_cursor'>,
): Board {
  const column = board.columns.find(one => one.key === key)
  if (column?.next_cursor !== next_cursor) return board
  const coming = new Set(more.cards.map(card => card.id))
  for (const one of board.columns) for (const { id } of one.cards) coming.delete(id)
  const cards = column.cards.concat(more.cards.filter(card => coming.has(card.id)))
  return replace(board, { ...column, cards, next_cursor: more.next_cursor })
}

/** Takes counts and sums from a fresh answer, leaving the cards. */
export function withFigures(board: Board, fresh: Board): Board {
  return {
    ...board,
    columns: board.columns.map(column => {
      const figures = fresh.columns.find(one => one.key === column.key)
      if (!figures) return column
      const { count, capped, budget_sum, weighted_sum, asleep } = figures
      return { ...column, count, capped, budget_sum, weighted_sum, asleep }
    }),
  }
}
