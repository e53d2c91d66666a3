import type { Transaction } from '../../platform/database/database.ts'
import { publish } from '../../platform/events/events.ts'

/** A score to be shown on a lead. */
export interface NewScore {
  leadId: number
  /** 0 to 100 */
  score: number
}

export interface ScoreTold {
  /** The word for a score. A change of it stands in the lead's history; a change within it is only shown. */
  bandOf: (score: number) => string
  /** Whether open pages hear of each; else they are told once to look again, for those whose word changes. */
  isLive: boolean
}

interface Changed {
  id: number
  was: number | null
  score: number
  assigned_to: number | null
  team_id: number | null
}

/** Writes scores on their leads, where they differ. Does not raise `version`: nobody's edit conflicts with it.
 *  @returns the ids of the leads whose score changed */
export async function setScores(
  tx: Transaction,
  scores: readonly NewScore[],
  { bandOf, isLive }: ScoreTold,
): Promise<number[]> {
  // In the order in which every other change of many holds them.
  const changed = await tx.rows<Changed>(
    `WITH held AS MATERIALIZED (
       SELECT l.id, l.score AS was, n.score FROM leads l JOIN unnest($1::int[], $2::int[]) AS n (id, score) ON n.id = l.id
       WHERE l.score IS DISTINCT FROM n.score ORDER BY l.id FOR NO KEY UPDATE OF l
     )
     UPDATE leads l SET score = held.score FROM held WHERE l.id = held.id
     RETURNING l.id, held.was, l.score, l.assigned_to, l.team_id`,
    [scores.map(one => one.leadId), scores.map(one => one.score)],
    'lead-scores',
  )
  for (const lead of changed) announceScore(tx, lead, { bandOf, isLive })
  return changed.map(lead => lead.id)
}

function announceScore(tx: Transaction, lead: Changed, { bandOf, isLive }: ScoreTold): void {
  const band = bandOf(lead.score)
  const wasBand = lead.was === null ? null : bandOf(lead.was)
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
