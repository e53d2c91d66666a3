import type pg from 'pg'

/** Calls and messages of a lead that somebody has contacted. */
export const ACTIVITIES_PER_LEAD = 4

/** When the n-th of them was, from 1: spread over the time since the lead came. Null for a new lead, which nobody has contacted. */
export function momentOfActivity(lead: { status: string; created_at: Date }, n: number): Date | null {
  if (lead.status === 'new') return null
  const at = lead.created_at.getTime()
  return new Date(at + ((Date.now() - at) * n) / (ACTIVITIES_PER_LEAD + 1))
}

/** What was said and done with the leads from `first` on, and a follow-up for every third that is worked on: some late, most within the
 *  next two weeks. */
export async function writeActivities(client: pg.Client, first: number): Promise<void> {
  await client.query(
    `INSERT INTO activities (lead_id, type, direction, note, outcome, is_contact, duration_s, user_id, happened_at, created_at)
     SELECT l.id, t.type, 'out', 'Asked for the plan, sent two photos of the kitchen', t.outcome, true, t.duration_s, l.assigned_to, at, at
     FROM leads l
     CROSS JOIN generate_series(1, ${ACTIVITIES_PER_LEAD}) AS n
     CROSS JOIN LATERAL (SELECT l.created_at + (now() - l.created_at) * n / ${ACTIVITIES_PER_LEAD + 1} AS at) AS w
     CROSS JOIN LATERAL (SELECT CASE n % 3 WHEN 0 THEN 'whatsapp' ELSE 'call' END AS type,
       CASE n % 3 WHEN 0 THEN 'Sent' ELSE 'Spoke' END AS outcome, CASE n % 3 WHEN 0 THEN NULL ELSE 120 END AS duration_s) AS t
     WHERE l.id >= $1 AND l.assigned_to IS NOT NULL AND l.status <> 'new'`,
    [first],
  )
  await client.query(
    `INSERT INTO follow_ups (lead_id, kind, title, assigned_to, due_at, time_zone, created_by, created_at)
     SELECT id, 'call', 'Ask whether the plan suits', assigned_to,
       now() + make_interval(mins => (abs(hashint4(id)) % (16 * 1440)) - 2 * 1440), 'Asia/Kolkata', assigned_to, created_at
     FROM leads WHERE id >= $1 AND assigned_to IS NOT NULL AND status IN ('new', 'contacted', 'qualified') AND id % 3 = 0`,
    [first],
  )
}
