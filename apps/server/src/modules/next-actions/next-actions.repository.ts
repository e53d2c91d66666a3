import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { CallHour } from './call-hours.ts'
import type { ActionKind, AnswerBody } from './next-actions.schemas.ts'

/** What was done and is planned with a lead, as far as suggestions go by it. */
export interface DoneRow {
  lead_id: number
  owner_is_active: boolean | null
  contact_at: Date | null
  tries: number
  visit_at: Date | null
  sent_at: Date | null
  heard_at: Date | null
  has_plan: boolean
  has_visit_planned: boolean
}

/** Activities of a lead that are looked at, the latest. */
const LATEST = 100

/** What was done with each of these leads, in one statement. */
export const findDone = (db: Connection, ids: readonly number[]): Promise<DoneRow[]> =>
  db.rows<DoneRow>(
    `SELECT l.id AS lead_id, u.is_active AS owner_is_active, d.contact_at, coalesce(d.tries, 0)::int AS tries,
       d.visit_at, s.sent_at, CASE WHEN s.is_answered OR d.heard_at > s.sent_at THEN greatest(d.heard_at, s.sent_at) END AS heard_at, coalesce(p.has_plan, false) AS has_plan,
       coalesce(p.has_visit_planned, false) AS has_visit_planned
     FROM leads l LEFT JOIN users u ON u.id = l.assigned_to
     LEFT JOIN LATERAL (
       SELECT min(y.contact_at) AS contact_at, min(y.visit_at) AS visit_at,
         count(*) FILTER (WHERE y.is_ours AND NOT y.is_reached AND y.happened_at > coalesce(y.contact_at, '-infinity')) AS tries,
         max(y.happened_at) FILTER (WHERE y.is_message AND y.happened_at > y.visit_at) AS sent_at,
         max(y.happened_at) FILTER (WHERE y.is_heard) AS heard_at
       FROM (
         SELECT x.*, max(x.happened_at) FILTER (WHERE x.is_reached) OVER () AS contact_at,
           max(x.happened_at) FILTER (WHERE x.is_contact AND x.type = 'site_visit') OVER () AS visit_at
         FROM (
           SELECT a.type, a.is_contact, a.happened_at, a.direction = 'out' AND a.type IN ('call', 'email', 'whatsapp', 'sms') AS is_ours,
             a.direction = 'out' AND a.type IN ('email', 'whatsapp') AND a.is_contact AS is_message,
             a.direction = 'in' OR (a.is_contact AND a.type IN ('call', 'meeting')) AS is_heard,
             -- A message that was sent has reached nobody yet.
             a.is_contact AND NOT (a.direction = 'out' AND a.type IN ('email', 'whatsapp', 'sms')) AS is_reached
           FROM activities a WHERE a.lead_id = l.id AND a.deleted_at IS NULL AND a.type <> 'note'
           ORDER BY a.happened_at DESC, a.id DESC LIMIT ${LATEST}
         ) AS x
       ) AS y
     ) AS d ON true
     -- A quote that is with the client is one that was sent, however it went out.
     CROSS JOIN LATERAL (
       SELECT greatest(d.sent_at, max(q.sent_at)) AS sent_at, coalesce(bool_or(q.status IN ('accepted', 'declined')), false) AS is_answered
       FROM quotes q WHERE q.lead_id = l.id AND q.merged_from IS NULL AND q.is_current
     ) AS s
     LEFT JOIN LATERAL (
       SELECT true AS has_plan, bool_or(f.kind IN ('site_visit', 'meeting')) AS has_visit_planned
       FROM follow_ups f WHERE f.lead_id = l.id AND f.done_at IS NULL HAVING count(*) > 0
     ) AS p ON true
     WHERE l.id = ANY ($1::int[])`,
    [ids],
    'next-actions-done',
  )

/** What was answered last to a suggestion of a kind. */
export interface AnswerRow {
  lead_id: number
  kind: ActionKind
  situation: string
  answer: AnswerBody['answer']
  at: Date
}

/** The latest answer of each lead and kind since a moment. */
export const findAnswers = (db: Connection, ids: readonly number[], since: Date): Promise<AnswerRow[]> =>
  db.rows<AnswerRow>(
    `SELECT DISTINCT ON (lead_id, kind, answer) lead_id, kind, situation, answer, at FROM next_action_answers
     WHERE lead_id = ANY ($1::int[]) AND at > $2 ORDER BY lead_id, kind, answer, at DESC, id DESC`,
    [ids, since],
    'next-actions-answers',
  )

/** Keeps an answer. A suggestion that somebody has set about already is theirs who do so last. */
export async function keepAnswer(
  tx: Transaction,
  { lead_id, kind, situation, answer, at }: AnswerRow,
  userId: number,
): Promise<void> {
  const begun =
    answer === 'taken'
      ? await tx.rows(
          `UPDATE next_action_answers SET user_id = CASE WHEN done_at IS NULL THEN $4 ELSE user_id END, at = CASE WHEN done_at IS NULL THEN $5 ELSE at END
           WHERE lead_id = $1 AND kind = $2 AND situation = $3 AND answer = 'taken' RETURNING id`,
          [lead_id, kind, situation, userId, at],
          'next-actions-begun-again',
        )
      : []
  if (begun.length > 0) return
  await tx.rows(
    `INSERT INTO next_action_answers (lead_id, kind, situation, answer, user_id, at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [lead_id, kind, situation, answer, userId, at],
    'next-actions-answer',
  )
  if (answer === 'dismissed') await count(tx, kind, answer)
}

const count = (tx: Transaction, kind: ActionKind, answer: AnswerBody['answer']): Promise<unknown> =>
  tx.rows(
    `INSERT INTO next_action_counts AS c (kind, ${answer}) VALUES ($1, 1)
     ON CONFLICT (kind) DO UPDATE SET ${answer} = c.${answer} + 1`,
    [kind],
    `next-actions-count-${answer}`,
  )

interface Doer {
  leadId: number
  userId: number
  since: Date
}

/** What each of these has set about with the lead since that moment, and has not done yet; `nth` says whose it is. In their order. */
export const findBegun = (
  tx: Transaction,
  doers: readonly Doer[],
): Promise<{ id: number; kind: ActionKind; situation: string; nth: number }[]> =>
  tx.rows(
    `SELECT a.id, a.kind, a.situation, d.n::int - 1 AS nth
     FROM unnest($1::int[], $2::int[], $3::timestamptz[]) WITH ORDINALITY AS d (lead_id, user_id, since, n)
     JOIN next_action_answers a ON a.lead_id = d.lead_id AND a.answer = 'taken' AND a.done_at IS NULL AND a.user_id = d.user_id AND a.at >= d.since
     ORDER BY d.n, a.id`,
    [doers.map(one => one.leadId), doers.map(one => one.userId), doers.map(one => one.since)],
    'next-actions-begun',
  )

/** Notes that it was done, and counts it. Once: it may be told of again. */
export async function keepDone(tx: Transaction, id: number, at: Date): Promise<void> {
  const [done] = await tx.rows<{ kind: ActionKind }>(
    'UPDATE next_action_answers SET done_at = $2 WHERE id = $1 AND done_at IS NULL RETURNING kind',
    [id, at],
    'next-actions-done-now',
  )
  if (done) await count(tx, done.kind, 'taken')
}

export const findCounts = (
  db: Connection,
): Promise<{ kind: ActionKind; taken: number; dismissed: number }[]> =>
  db.rows('SELECT kind, taken, dismissed FROM next_action_counts', [], 'next-actions-counts')

/** Calls that hours are learned from, the newest. */
const MOST_CALLS = 20_000

/** How many of the firm's newest calls were made and answered in each hour of the week. */
export const findCallHours = (db: Connection, timeZone: string): Promise<CallHour[]> =>
  db.rows<CallHour>(
    `SELECT extract(dow FROM c.at)::int AS weekday, extract(hour FROM c.at)::int AS hour, count(*)::int AS calls,
       count(*) FILTER (WHERE c.is_contact)::int AS answered
     FROM (
       SELECT happened_at AT TIME ZONE $1 AS at, is_contact FROM activities
       WHERE type = 'call' AND direction = 'out' AND deleted_at IS NULL ORDER BY happened_at DESC LIMIT ${MOST_CALLS}
     ) AS c GROUP BY 1, 2 ORDER BY 1, 2`,
    [timeZone],
    'next-actions-hours',
  )
