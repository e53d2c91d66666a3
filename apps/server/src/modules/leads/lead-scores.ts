import type { Transaction } from '../../platform/database/database.ts'
import { publish } from '../../platform/events/events.ts'
import { priorityAt } from './lead-priority.ts'

/** A score to be shown on a lead. */
export interface NewScore {
  leadId: number
  /** 0 to 100; null: as it is. */
  score: number | null
}

export interface ScoreTold {
  /** The moment by which it is told how urgent the leads are. */
  at: Date
  /** The word for a score. A change of it stands in the lead's history; a change within it is only shown. */
  bandOf: (score: number) => string
  /** Whether open pages hear of each; else they are told once to look again, for those whose word changes. */
  isLive: boolean
}

interface Changed {
  id: number
  was: number | null
  score: number | null
  assigned_to: number | null
  team_id: number | null
}

const SCORE = 'coalesce(n.score, l.score)'
const PRIORITY = priorityAt('$3::timestamptz', SCORE)

/** Writes scores on their leads, and the priority that follows, where they differ. Does not raise `version`: nobody's edit conflicts
 *  with it.
 *  @returns the ids of the leads whose score changed */
export async function setScores(
  tx: Transaction,
  scores: readonly NewScore[],
  { at, bandOf, isLive }: ScoreTold,
): Promise<number[]> {
  if (scores.length === 0) return []
  // In the order in which every other change of many holds them.
  const changed = await tx.rows<Changed>(
    `WITH held AS MATERIALIZED (
       SELECT l.id, l.score AS was, ${SCORE} AS score, ${PRIORITY} AS priority
       FROM leads l JOIN unnest($1::int[], $2::int[]) AS n (id, score) ON n.id = l.id
       WHERE (l.score, l.priority) IS DISTINCT FROM (${SCORE}, ${PRIORITY}) ORDER BY l.id FOR NO KEY UPDATE OF l
     )
     UPDATE leads l SET score = held.score, priority = held.priority FROM held WHERE l.id = held.id
     RETURNING l.id, held.was, l.score, l.assigned_to, l.team_id`,
    [scores.map(one => one.leadId), scores.map(one => one.score), at],
    'lead-scores',
  )
  for (const lead of changed) announceScore(tx, lead, { bandOf, isLive })
  return changed.filter(lead => lead.score !== lead.was).map(lead => lead.id)
}

function announceScore(
  tx: Transaction,
  lead: Changed,
  { bandOf, isLive }: Pick<ScoreTold, 'bandOf' | 'isLive'>,
): void {
  const word = (score: number | null) => (score === null ? null : bandOf(score))
  const [band, wasBand] = [word(lead.score), word(lead.was)]
  // Of very many only those are told of that are called otherwise than before.
  if (!isLive && (wasBand === null || band === wasBand)) return
  publish(tx, {
    name: band === wasBand ? 'lead.rescored' : 'lead.scored',
    leadId: lead.id,
    data: {
      owner_id: lead.assigned_to,
      team_id: lead.team_id,
      from: lead.was,
      to: lead.score,
      ...(band !== wasBand && { band, was_band: wasBand }),
      ...(!isLive && { quiet: true }),
    },
  })
}
