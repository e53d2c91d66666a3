/** What makes an open lead urgent, the most urgent first, and the points that it adds to the score (0 to 100): a first call that is
 *  owed goes before everything, and what is planned for later waits behind what has no plan. */
export const URGENCY = {
  /** Nobody has reached the client yet, and the clock runs. */
  first_response: 100,
  /** A follow-up should have been done by now. */
  overdue: 60,
  /** A follow-up is due within a day. */
  due: 40,
  /** Nothing is planned, and the lead has stood in its stage for longer than the stage allows. */
  cold: 30,
  /** Nothing is planned. */
  unplanned: 15,
  /** The next step is more than a day away. */
  planned: 0,
} as const

/** The priority of `leads l` at a moment, in SQL; null for what is closed or asleep. */
export const priorityAt = (at: string, score: string): string => `CASE
  WHEN l.status NOT IN ('new', 'contacted', 'qualified') OR l.sleeps_until IS NOT NULL THEN NULL
  ELSE coalesce(${score}, 0) + CASE
    WHEN l.response_due_at IS NOT NULL THEN ${URGENCY.first_response}
    WHEN l.next_activity_at <= ${at} THEN ${URGENCY.overdue}
    WHEN l.next_activity_at <= ${at} + interval '1 day' THEN ${URGENCY.due}
    WHEN l.next_activity_at IS NOT NULL THEN ${URGENCY.planned}
    WHEN greatest(l.stage_entered_at, l.woke_at) < ${at} - make_interval(days =>
      (SELECT s.stale_after_days FROM stages s WHERE s.id = l.stage_id)) THEN ${URGENCY.cold}
    ELSE ${URGENCY.unplanned}
  END
END::smallint`

/** The same of an open lead that comes in at that moment. */
export const priorityOfNew = ({
  score,
  response_due_at,
}: {
  score: number
  response_due_at: Date | null
}): number => score + (response_due_at ? URGENCY.first_response : URGENCY.unplanned)
