import type { Connection } from '../platform/database/database.ts'
import { CALL_ENDS, PLANS, SAID } from './demo-activity-words.ts'
import type { Random } from './random.ts'

interface DemoLeadRow {
  id: number
  owner: number | null
  status: 'new' | 'contacted' | 'qualified' | 'converted' | 'lost'
  created_at: Date
  stage_entered_at: Date
}

interface DemoActivity {
  lead_id: number
  type: keyof typeof SAID
  direction: 'in' | 'out' | null
  note: string | null
  outcome: string | null
  is_contact: boolean
  duration_s: number | null
  user_id: number
  happened_at: string
}

interface DemoFollowUp {
  lead_id: number
  kind: keyof typeof PLANS
  title: string
  priority: 'low' | 'normal' | 'high'
  assigned_to: number
  due_at: string
  done_at: string | null
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** How often a lead is contacted by how far it came. */
const CONTACTS = { new: 1, contacted: 3, qualified: 7, converted: 10, lost: 5 } as const

/** What was said and done with the demo leads, and what is planned: told by how far each came. The first salesperson's day is full
 *  whatever the hour: something late, something soon. */
export async function createDemoActivities(
  tx: Connection,
  random: Random,
  { now, timeZone, firstId }: { now: Date; timeZone: string; firstId: number },
): Promise<void> {
  const leads = await tx.rows<DemoLeadRow>(
    'SELECT id, assigned_to AS owner, status, created_at, stage_entered_at FROM leads ORDER BY id',
  )
  const activities: DemoActivity[] = []
  const followUps: DemoFollowUp[] = []
  for (const lead of leads) {
    if (lead.owner === null) continue
    const owned = { ...lead, owner: lead.owner }
    activities.push(...pastOf(random, owned, now))
    followUps.push(...plansOf(random, owned, now))
  }
  const own = leads.filter(lead => lead.owner === firstId && isOpen(lead))
  followUps.push(...dayOf(random, own, firstId, now))
  await insertActivities(tx, activities)
  await insertFollowUps(tx, followUps, timeZone)
  await tx.rows(
    // A day has nine hours of work.
    `UPDATE leads l SET last_activity_at = a.last, first_response_at = a.first,
       response_minutes = (SELECT day * 540 + least(minute, 540) FROM (SELECT minutes / 1440 AS day, minutes % 1440 AS minute
         FROM (SELECT (extract(epoch FROM a.first - l.created_at) / 60)::int AS minutes) AS waited) AS parts),
       next_activity_at = (SELECT min(due_at) FROM follow_ups f WHERE f.lead_id = l.id AND f.done_at IS NULL)
     FROM (SELECT lead_id, max(happened_at) AS last, min(happened_at) FILTER (WHERE is_contact) AS first
           FROM activities GROUP BY lead_id) a
     WHERE a.lead_id = l.id`,
  )
}

const isOpen = (lead: DemoLeadRow) => lead.status !== 'converted' && lead.status !== 'lost'

type Owned = DemoLeadRow & { owner: number }

function pastOf(random: Random, lead: Owned, now: Date): DemoActivity[] {
  const from = lead.created_at.getTime()
  const until = Math.min(now.getTime(), Math.max(lead.stage_entered_at.getTime(), from) + 6 * DAY_MS)
  const count = random.whole(lead.status === 'new' ? 0 : 1, CONTACTS[lead.status])
  const past: DemoActivity[] = []
  for (let i = 0; i < count; i++) {
    const share = i === 0 ? 0 : (i - 0.5 + random.next()) / count
    // Whoever was not reached is tried again within two days.
    const after = Math.min(
      share * (until - from),
      i === 1 ? share * count * 1.5 * DAY_MS : Number.POSITIVE_INFINITY,
    )
    const at = i === 0 ? from + random.whole(3, 240) * MINUTE_MS : officeHour(random, from + after)
    if (at >= now.getTime()) continue
    past.push(activityOf(random, lead, new Date(at), i === 0))
  }
  return past
}

function activityOf(random: Random, lead: Owned, at: Date, isFirst: boolean): DemoActivity {
  const type = isFirst
    ? 'call'
    : random.weighted([
        ['call', 46],
        ['whatsapp', 22],
        ['email', 9],
        ['note', 8],
        ['meeting', lead.status === 'contacted' ? 2 : 7],
        ['site_visit', lead.status === 'contacted' ? 3 : 8],
      ] as const)
  const base = { lead_id: lead.id, type, user_id: lead.owner, happened_at: at.toISOString() }
  const note = random.one<string>(SAID[type])
  if (type === 'note')
    return { ...base, direction: null, note, outcome: null, is_contact: false, duration_s: null }
  if (type === 'call') {
    const outcome = lead.status === 'new' ? 'No answer' : random.weighted(CALL_ENDS)
    const isContact = outcome !== 'No answer'
    const duration_s = isContact ? random.whole(40, 900) : null
    return {
      ...base,
      direction: random.next() < 0.12 && !isFirst && isContact ? 'in' : 'out',
      note: isContact && random.next() < 0.75 ? note : null,
      outcome,
      is_contact: isContact,
      duration_s,
    }
  }
  if (type === 'whatsapp' || type === 'email')
    return { ...base, direction: 'out', note, outcome: 'Sent', is_contact: true, duration_s: null }
  const outcome = type === 'meeting' ? 'Held' : 'Measured'
  return { ...base, direction: null, note, outcome, is_contact: true, duration_s: random.whole(20, 110) * 60 }
}

function plansOf(random: Random, lead: Owned, now: Date): DemoFollowUp[] {
  const done = isOpen(lead) && random.next() < 0.5 ? [doneOne(random, lead, now)] : []
  if (!isOpen(lead) || random.next() < 0.28) return done
  // A few are late, the most lie within the next two weeks.
  const days = random.next() < 0.13 ? -random.whole(1, 6) : random.whole(1, 14)
  const due = officeHour(random, now.getTime() + days * DAY_MS)
  return [...done, planOf(random, lead.id, lead.owner, new Date(due))]
}

function doneOne(random: Random, lead: Owned, now: Date): DemoFollowUp {
  const at = Math.min(now.getTime() - DAY_MS, lead.stage_entered_at.getTime() + random.whole(1, 9) * DAY_MS)
  const due = officeHour(random, at)
  const doneAt = new Date(due + random.whole(-20, 90) * MINUTE_MS).toISOString()
  return { ...planOf(random, lead.id, lead.owner, new Date(due)), done_at: doneAt }
}

/** Minutes from now of what a salesperson has before them. */
const OF_THE_DAY = [-1530, -190, -45, 20, 75, 140, 215, 300] as const

function dayOf(random: Random, own: readonly DemoLeadRow[], userId: number, now: Date): DemoFollowUp[] {
  return own.slice(-OF_THE_DAY.length).map((lead, i) => {
    const at = now.getTime() + (OF_THE_DAY[i] ?? 0) * MINUTE_MS
    const due = new Date(Math.ceil(at / (5 * MINUTE_MS)) * 5 * MINUTE_MS)
    const plan = planOf(random, lead.id, userId, due)
    const titles = PLANS[plan.kind]
    // One after the other: nobody plans the same eight times.
    return { ...plan, title: titles[i % titles.length] ?? plan.title }
  })
}

function planOf(random: Random, leadId: number, userId: number, due: Date): DemoFollowUp {
  const kind = random.weighted([
    ['call', 55],
    ['whatsapp', 14],
    ['site_visit', 11],
    ['meeting', 8],
    ['email', 7],
    ['task', 5],
  ] as const)
  return {
    lead_id: leadId,
    kind,
    title: random.one<string>(PLANS[kind]),
    priority: random.weighted([
      ['normal', 78],
      ['high', 16],
      ['low', 6],
    ] as const),
    assigned_to: userId,
    due_at: due.toISOString(),
    done_at: null,
  }
}

/** A quarter of an hour between ten and half past six in India on that day. */
function officeHour(random: Random, ms: number): number {
  const day = new Date(ms)
  day.setUTCHours(4, 30 + 15 * random.whole(0, 34), 0, 0)
  return day.getTime()
}

const insertActivities = (tx: Connection, rows: readonly DemoActivity[]) =>
  tx.rows(
    `INSERT INTO activities (lead_id, type, direction, note, outcome, is_contact, duration_s, user_id, happened_at, created_at)
     SELECT lead_id, type, direction, note, outcome, is_contact, duration_s, user_id, happened_at, happened_at
     FROM jsonb_to_recordset($1::jsonb) AS a (lead_id int, type text, direction text, note text, outcome text, is_contact boolean,
       duration_s int, user_id int, happened_at timestamptz)
     ORDER BY happened_at`,
    [JSON.stringify(rows)],
  )

const insertFollowUps = (tx: Connection, rows: readonly DemoFollowUp[], timeZone: string) =>
  tx.rows(
    `INSERT INTO follow_ups (lead_id, kind, title, priority, assigned_to, due_at, time_zone, done_at, done_by, created_by, created_at,
       remind_stage, remind_at)
     SELECT lead_id, kind, title, priority, assigned_to, due_at, $2, done_at, CASE WHEN done_at IS NOT NULL THEN assigned_to END,
       assigned_to, least(due_at, now()) - interval '2 days',
       CASE WHEN done_at IS NULL AND due_at > now() THEN 'upcoming' END,
       CASE WHEN done_at IS NULL AND due_at > now() THEN due_at - interval '15 minutes' END
     FROM jsonb_to_recordset($1::jsonb) AS f (lead_id int, kind text, title text, priority text, assigned_to int, due_at timestamptz,
       done_at timestamptz)
     ORDER BY due_at`,
    [JSON.stringify(rows), timeZone],
  )
