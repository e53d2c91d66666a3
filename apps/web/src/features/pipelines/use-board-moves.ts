import { useQueryClient } from '@tanstack/react-query'
import { askLoss } from '../../lib/ask-loss.ts'
import { celebrate } from '../../lib/celebrations.ts'
import { ProblemError } from '../../lib/problem.ts'
import { markSeen } from '../../lib/seen.ts'
import { showToast } from '../../ui/toast.ts'
import { boardKeys, moveLead, type SleepRequest, sleepLead, wakeLead } from './api.ts'
import type { Board, BoardKey, Card, Column, Moved, Pipeline, Spot, Stage } from './board.ts'
import { stageFor } from './board.ts'
import { type Chance, carryTo, findCard, neighboursAt, putBack, putCard, takeCard } from './board-cache.ts'
import { convertLead, movedBy } from './convert-lead.ts'
import { bothGiven, type Given, missingOf, useAsking } from './use-asking.ts'

/** For so long a move can be taken back with one click. */
const UNDO_MS = 10_000

/** Of a card whose place is not for the mover to say. */
const NO_NEIGHBOURS: ReturnType<typeof neighboursAt> = { above: undefined, below: undefined }

interface Target {
  stage: Pick<Stage, 'id' | 'name' | 'category'>
  above?: number | undefined
  below?: number | undefined
}

/** Moves cards: at once on the screen, then on the server; what is refused goes back, with the reason, or asks for what is missing. */
export function useBoardMoves(options: {
  key: BoardKey
  pipelines: readonly Pipeline[]
  chance: Chance
  me: number
  /** Opens the client that a lead has become. */
  onClient: (clientId: number) => void
  /** Makes clients of several leads together; absent for who may not. */
  onConvertMany?: ((ids: readonly number[]) => void) | undefined
}) {
  const { key, pipelines, chance, me, onClient, onConvertMany } = options
  const client = useQueryClient()
  const { asked, ask } = useAsking()
  const stageNames = new Map(pipelines.flatMap(one => one.stages.map(stage => [stage.id, stage.name])))

  const board = () => client.getQueryData<Board>(boardKeys.board(key))
  const change = (next: (board: Board) => Board) =>
    client.setQueryData<Board>(boardKeys.board(key), now => now && next(now))
  const stageOf = (card: Card, column: Column) => stageFor(column, card, pipelines)
  const isToConvert = (card: Card, column: Column) =>
    stageOf(card, column)?.category === 'converted' && card.status !== 'converted'

  /** Puts what the server answered in place of what was drawn. */
  function settle(card: Card, moved: Moved): Card {
    const { lead_id: _lead, stage: _stage, ...fields } = moved
    // One less than it is: the frame that follows knows the whole card, with what was filled in on the way.
    const settled = { ...card, ...fields, row_rev: moved.row_rev - 1 }
    markSeen(me, card.id, moved.updated_at)
    change(now => {
      const known = findCard(now, card.id)?.card
      if (known && known.row_rev > settled.row_rev) return now
      const without = takeCard(now, card.id, chance)
      // Lost has no column; what was taken off before stays off.
      return putCard(without, settled, chance)
    })
    return settled
  }

  /** Sends a move until it is through, given up or impossible. */
  async function send(card: Card, target: Target, given: Given = {}): Promise<Card | null> {
    const { stage, above, below } = target
    try {
      if (stage.category === 'converted' && card.status !== 'converted') return await convert(card, stage)
      const moved = await moveLead(card.id, card.version, {
        stage_id: stage.id,
        after_id: above,
        before_id: below,
        ...given,
      })
      return settle(card, moved)
    } catch (problem) {
      const missing = missingOf(problem)
      if (!missing) {
        refuse(card, stage, problem)
        return null
      }
      const answer = await ask(card, stage, missing)
      if (!answer) return null
      return send(card, target, bothGiven(given, answer))
    }
  }

  /** Makes a client of the lead and says so, with the way there. */
  async function convert(card: Card, stage: Target['stage']): Promise<Card | null> {
    const converted = await convertLead(ask, card, stage)
    if (!converted) return null
    const { client_id, made_client } = converted
    void celebrate(client)
    showToast({
      message: made_client
        ? `${card.name} is a client now`
        : `${card.name} was a client already: now with one more lead`,
      stayMs: UNDO_MS,
      action: { label: 'Open client', run: () => onClient(client_id) },
    })
    return settle(card, movedBy(converted, card))
  }

  function refuse(card: Card, stage: Target['stage'], problem: unknown): void {
    const type = problem instanceof ProblemError ? problem.type : null
    if (type === 'edit-conflict') void client.invalidateQueries({ queryKey: boardKeys.board(key) })
    showToast({ message: whyNot(card, stage, problem, stageNames), tone: 'problem', stayMs: UNDO_MS })
  }

  /** Takes cards to a spot of the board, in their order. */
  async function move(ids: readonly number[], spot: Spot): Promise<void> {
    const before = board()
    const column = before?.columns.find(one => one.key === spot.column)
    if (!before || !column) return
    const cards = ids.flatMap(id => findCard(before, id)?.card ?? [])
    if (onConvertMany && cards.length > 1 && cards.every(card => isToConvert(card, column)))
      return onConvertMany(cards.map(card => card.id))
    const homes = new Map(cards.map(card => [card.id, homeOf(before, card)]))
    const strays = cards.filter(card => !stageOf(card, column))
    if (strays.length > 0)
      showToast({ message: `${strays[0]?.name} has no such stage in its pipeline.`, tone: 'problem' })
    const byPriority = before.sort === '-priority'
    const isAtHome = (card: Card) => byPriority && stageOf(card, column)?.id === card.stage_id
    if (cards.every(isAtHome))
      return showToast({ message: 'Ordered by priority: places change with what happens, not by hand.' })
    const moving = cards.filter(card => !strays.includes(card) && !isAtHome(card))
    const { above, below } = byPriority ? NO_NEIGHBOURS : neighboursAt(column, spot.index, ids)
    change(now =>
      carryTo(
        now,
        moving.map(card => card.id),
        spot,
        stageOf,
        chance,
      ),
    )
    let last = above?.id
    const done: Card[] = []
    for (const card of moving) {
      const stage = stageOf(card, column)
      const moved =
        stage && (await send(card, { stage, above: byPriority ? undefined : last, below: below?.id }))
      if (moved) {
        // Of a conversion is told by itself; it is not taken back by a move.
        if (moved.status !== 'converted' || card.status === 'converted') done.push(moved)
        last = moved.id
      } else change(now => putBack(now, [card], chance))
    }
    tell(done, cards, homes, column.name)
  }

  /** Loses leads: they leave the board, with a reason each. */
  async function lose(ids: readonly number[]): Promise<void> {
    const before = board()
    if (!before) return
    const cards = ids.flatMap(id => findCard(before, id)?.card ?? [])
    const homes = new Map(cards.map(card => [card.id, homeOf(before, card)]))
    const done: Card[] = []
    for (const card of cards) {
      const stage = pipelines
        .find(one => one.id === card.pipeline_id)
        ?.stages.find(one => one.category === 'lost')
      const given = stage && (await askLoss(card.name))
      if (!given || !stage) break
      const moved = await send(card, { stage }, given)
      if (moved) done.push(moved)
    }
    tell(done, cards, homes, 'Lost')
  }

  /** Where a card was, to go back to. */
  function homeOf(now: Board, card: Card): Target | null {
    const column = findCard(now, card.id)?.column
    const stage = pipelines.flatMap(one => one.stages).find(one => one.id === card.stage_id)
    if (!column || !stage) return null
    if (now.sort === '-priority') return { stage }
    const at = column.cards.indexOf(card)
    return { stage, above: column.cards[at - 1]?.id, below: column.cards[at + 1]?.id }
  }

  function tell(
    done: readonly Card[],
    before: readonly Card[],
    homes: ReadonlyMap<number, Target | null>,
    where: string,
  ): void {
    const [first] = done
    if (!first) return
    const was = before.find(card => card.id === first.id)
    const isReordered = done.length === 1 && was?.stage_id === first.stage_id
    const who = done.length === 1 ? first.name : `${done.length} leads`
    showToast({
      message: isReordered ? `${who} put in its new place` : `${who} moved to ${where}`,
      stayMs: UNDO_MS,
      action: { label: 'Undo', run: () => void undo(done, homes) },
    })
  }

  async function undo(done: readonly Card[], homes: ReadonlyMap<number, Target | null>): Promise<void> {
    for (const card of done.toReversed()) {
      const home = homes.get(card.id)
      if (home) await send(card, home)
    }
  }

  async function sleep(cards: readonly Card[], until: (card: Card) => SleepRequest): Promise<void> {
    const slept: Card[] = []
    for (const card of cards) {
      try {
        settle(card, await sleepLead(card.id, until(card)))
        slept.push(card)
      } catch (problem) {
        const said = problem instanceof ProblemError ? problem.errors[0]?.message : undefined
        showToast({
          message: `${card.name} stays awake: ${said ?? (problem as Error).message}`,
          tone: 'problem',
        })
        break
      }
    }
    void client.invalidateQueries({ queryKey: ['boards', 'asleep'] })
    const [first] = slept
    if (!first) return
    showToast({
      message: slept.length === 1 ? `${first.name} sleeps now` : `${slept.length} leads sleep now`,
      stayMs: UNDO_MS,
      action: { label: 'Undo', run: () => void Promise.all(slept.map(wake)) },
    })
  }

  async function wake(card: Card): Promise<void> {
    try {
      const moved = await wakeLead(card.id)
      const { lead_id: _lead, stage: _stage, ...fields } = moved
      change(now => {
        const column = now.columns.find(one => one.stage_ids.includes(moved.stage_id))
        if (!column || findCard(now, card.id)) return now
        const awake = putCard(now, { ...card, ...fields }, chance)
        return {
          ...awake,
          columns: awake.columns.map(one =>
            one.key === column.key
              ? {
                  ...one,
                  count: column.count,
                  budget_sum: column.budget_sum,
                  weighted_sum: column.weighted_sum,
                  asleep: Math.max(0, column.asleep - 1),
                }
              : one,
          ),
        }
      })
      void client.invalidateQueries({ queryKey: ['boards', 'asleep'] })
    } catch (problem) {
      showToast({ message: `${card.name} was not woken: ${(problem as Error).message}`, tone: 'problem' })
    }
  }

  return { asked, move, lose, sleep, wake }
}

/** Why a card stays where it is, in a sentence. */
function whyNot(
  card: Card,
  stage: Target['stage'],
  problem: unknown,
  stageNames: ReadonlyMap<number, string>,
): string {
  if (!(problem instanceof ProblemError)) {
    return `${card.name} not moved: ${problem instanceof Error ? problem.message : 'something went wrong.'}`
  }
  if (problem.type === 'edit-conflict') {
    const current = problem.problem.current as { stage_id?: number } | undefined
    const by = problem.problem.changed_by as { name: string } | null | undefined
    const where = stageNames.get(current?.stage_id ?? 0)
    return `Not moved: ${by?.name ?? 'Somebody else'} ${where ? `moved it to ${where}` : 'changed it'} just now.`
  }
  return `${card.name} not moved to ${stage.name}: ${problem.errors[0]?.message ?? problem.message}`
}
