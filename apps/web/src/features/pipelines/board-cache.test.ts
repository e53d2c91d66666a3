import { describe, expect, it } from 'vitest'
import type { Board, Card, Column } from './board.ts'
import {
  appendCards,
  carryTo,
  hear,
  neighboursAt,
  putBack,
  putCard,
  takeCard,
  withFigures,
} from './board-cache.ts'

const chance = (stageId: number) => (stageId === 1 ? 10 : 50)

const card = (id: number, position: number, more: Partial<Card> = {}): Card => ({
  id,
  version: 1,
  row_rev: 1,
  name: `Lead ${id}`,
  status: 'new',
  pipeline_id: 1,
  stage_id: 1,
  stage_entered_at: '2026-11-01T10:00:00.000Z',
  position,
  sleeps_until: null,
  woke_at: null,
  score: null,
  priority: null,
  assigned_to: null,
  owner: null,
  team_id: null,
  location: null,
  project_type: null,
  property_type: null,
  configuration: null,
  possession_date: null,
  source: null,
  budget: 100,
  currency: 'INR',
  tags: [],
  is_duplicate: false,
  next_activity_at: null,
  last_activity_at: null,
  response_due_at: null,
  created_at: '2026-11-01T10:00:00.000Z',
  updated_at: '2026-11-01T10:00:00.000Z',
  ...more,
})

const column = (stageId: number, cards: Card[], more: Partial<Column> = {}): Column => ({
  key: String(stageId),
  stage_id: stageId,
  stage_ids: [stageId],
  name: `Stage ${stageId}`,
  category: stageId === 1 ? 'new' : 'contacted',
  count: cards.length,
  capped: false,
  budget_sum: cards.length * 100,
  weighted_sum: cards.length * chance(stageId),
  asleep: 0,
  cards,
  next_cursor: null,
  ...more,
})

const board = (): Board => ({
  columns: [
    column(1, [card(3, 30), card(2, 20), card(1, 10)]),
    column(2, [card(4, 25, { stage_id: 2, status: 'contacted' })]),
  ],
  lost_stage_id: 9,
  sort: '-position',
})
const ids = (of: Board) => of.columns.map(one => one.cards.map(each => each.id))
const figures = (of: Board) => of.columns.map(one => [one.count, one.budget_sum, one.weighted_sum])

describe('what is heard of others', () => {
  const heard = (of: Card, more = {}) =>
    ({ kind: 'card', card: of, isNew: false, belongs: true, ...more }) as const

  it('moves a card to its stage and place, with the figures of both', () => {
    const next = hear(board(), heard(card(2, 40, { stage_id: 2, row_rev: 2 })), chance)
    expect(ids(next.board)).toEqual([
      [3, 1],
      [2, 4],
    ])
    expect(figures(next.board)).toEqual([
      [2, 200, 20],
      [2, 200, 100],
    ])
    expect(next.isSure).toBe(true)
  })

  it('puts a card where its priority says on a board that goes by it', () => {
    const byPriority: Board = {
      ...board(),
      columns: [column(1, [card(3, 30, { priority: 120 }), card(2, 40, { priority: 60 }), card(1, 90)])],
      sort: '-priority',
    }
    const risen = hear(byPriority, heard(card(1, 90, { priority: 61, row_rev: 2 })), chance)
    expect(ids(risen.board)).toEqual([[3, 1, 2]])
    const spoken = hear(risen.board, heard(card(3, 30, { priority: 60, row_rev: 2 })), chance)
    expect(ids(spoken.board)).toEqual([[1, 3, 2]])
  })

  it('ignores what is no newer', () => {
    const before = board()
    expect(hear(before, heard(card(2, 99)), chance).board).toBe(before)
    expect(hear(before, { kind: 'gone', id: 2, row_rev: 1 }, chance).board).toBe(before)
  })

  it('takes away what is gone, lost, filtered out or asleep', () => {
    const gone = hear(board(), { kind: 'gone', id: 2, row_rev: 2 }, chance)
    expect([ids(gone.board)[0], figures(gone.board)[0]]).toEqual([
      [3, 1],
      [2, 200, 20],
    ])
    const lost = hear(board(), heard(card(2, 50, { stage_id: 9, row_rev: 2 })), chance)
    expect(ids(lost.board)).toEqual([[3, 1], [4]])
    const filtered = hear(board(), heard(card(2, 50, { row_rev: 2 }), { belongs: false }), chance)
    expect(ids(filtered.board)[0]).toEqual([3, 1])
    const asleep = hear(board(), heard(card(2, 50, { row_rev: 2, sleeps_until: '2027-01-01' })), chance)
    expect([ids(asleep.board)[0], asleep.board.columns[0]?.count, asleep.board.columns[0]?.asleep]).toEqual([
      [3, 1],
      3,
      1,
    ])
  })

  it('puts a new lead on top and counts it; of an unknown one the figures are not sure', () => {
    const fresh = hear(board(), heard(card(7, 70), { isNew: true }), chance)
    expect([ids(fresh.board)[0], fresh.board.columns[0]?.count, fresh.isSure]).toEqual([
      [7, 3, 2, 1],
      4,
      true,
    ])
    const unknown = hear(board(), heard(card(7, 70)), chance)
    expect([ids(unknown.board)[0], unknown.board.columns[0]?.count, unknown.isSure]).toEqual([
      [7, 3, 2, 1],
      3,
      false,
    ])
  })

  it('counts a card below what has been fetched without showing it', () => {
    const long = { ...board(), columns: [column(1, [card(3, 30)], { count: 40, next_cursor: 'more' })] }
    const next = putCard(long, card(8, 5), chance)
    expect([ids(next)[0], next.columns[0]?.count]).toEqual([[3], 41])
  })

  it('keeps what the filters cannot tell of, if it is on the board', () => {
    const known = hear(board(), heard(card(2, 50, { row_rev: 2 }), { belongs: undefined }), chance)
    expect([ids(known.board)[0], known.isSure]).toEqual([[2, 3, 1], false])
    expect(hear(board(), heard(card(8, 50), { belongs: undefined }), chance).board).toEqual(board())
  })
})

describe('what this person does', () => {
  const stageOf = (_card: Card, to: Column) => ({ id: to.stage_id ?? 0, category: to.category })

  it('carries several cards to a spot in their order', () => {
    const next = carryTo(board(), [3, 1], { column: '2', index: 1 }, stageOf, chance)
    expect(ids(next)).toEqual([[2], [4, 3, 1]])
    expect(next.columns[1]?.cards.every(one => one.stage_id === 2 && one.status === 'contacted')).toBe(true)
  })

  it('names the neighbours of a spot without those that are carried', () => {
    const [first] = board().columns
    if (!first) throw new Error('no column')
    const { above, below } = neighboursAt(first, 1, [2])
    expect([above?.id, below?.id]).toEqual([3, 1])
  })

  it('puts a refused card back, unless something newer is known', () => {
    const before = board()
    const moved = carryTo(before, [2], { column: '2', index: 0 }, stageOf, chance)
    expect(ids(putBack(moved, [card(2, 20)], chance))).toEqual(ids(before))
    const since = hear(
      moved,
      { kind: 'card', card: card(2, 1, { row_rev: 5 }), isNew: false, belongs: true },
      chance,
    )
    expect(putBack(since.board, [card(2, 20)], chance)).toBe(since.board)
  })

  it('leaves a board alone that does not have the card', () => {
    const before = board()
    expect(takeCard(before, 99, chance)).toBe(before)
  })
})

it('adds further cards once, and takes fresh figures without touching cards', () => {
  const [first] = board().columns as [Column]
  const following = { cards: [card(4, 5), card(0, 4)], next_cursor: null }
  expect(ids(appendCards(board(), first, following))[0]).toEqual([3, 2, 1, 0])
  expect(ids(appendCards(board(), { ...first, next_cursor: 'further down' }, following))[0]).toEqual([
    3, 2, 1,
  ])
  const fresh = { ...board(), columns: [column(1, [], { count: 77 })] }
  const next = withFigures(board(), fresh)
  expect([next.columns[0]?.count, ids(next)[0]]).toEqual([77, [3, 2, 1]])
})
