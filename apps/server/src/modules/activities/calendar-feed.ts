import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { Access } from '../access/index.ts'
import type { LeadDoor } from './activities.neighbours.ts'
import type { FollowUpRow } from './follow-ups.repository.ts'
import { type CalendarEvent, toCalendar } from './to-calendar.ts'

export interface CalendarFeedNeeds {
  db: Database
  access: Pick<Access, 'people' | 'principalOf' | 'onStopped'>
  leads: LeadDoor
  publicUrl: string
  now(): Date
}

interface FeedRow {
  user_id: number
  created_at: Date
  last_read_at: Date | null
}

/** As far back and ahead as calendars are filled. Days. */
const BACK = 30
const AHEAD = 180
const MOST = 1000
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')

const WORDS: Record<string, string> = {
  call: 'Call',
  email: 'E-mail',
  meeting: 'Meeting with',
  site_visit: 'Visit',
  whatsapp: 'WhatsApp',
  sms: 'SMS to',
  task: 'Task:',
}

/** One person's follow-ups for other calendars, behind a link that can be taken back. */
export class CalendarFeed {
  readonly #needs: CalendarFeedNeeds

  constructor(needs: CalendarFeedNeeds) {
    this.#needs = needs
  }

  async state(userId: number): Promise<{ created_at: string; last_read_at: string | null } | null> {
    const [row] = await this.#needs.db.rows<FeedRow>('SELECT * FROM calendar_feeds WHERE user_id = $1', [
      userId,
    ])
    return row
      ? { created_at: row.created_at.toISOString(), last_read_at: row.last_read_at?.toISOString() ?? null }
      : null
  }

  /** Makes a link; the one before opens nothing any more. Shown once: only its hash is kept. */
  async open(userId: number): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    await this.#needs.db.rows(
      `INSERT INTO calendar_feeds (user_id, token_hash) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = now(), last_read_at = NULL`,
      [userId, hashOf(token)],
    )
    return `${this.#needs.publicUrl}/calendar/${token}.ics`
  }

  async close(userId: number): Promise<void> {
    await this.#needs.db.rows('DELETE FROM calendar_feeds WHERE user_id = $1', [userId])
  }

  /** The calendar behind a link: what its person may see at this moment. Of leads the name alone.
   *  @throws AppError "not-found" for a link that is none, or whose person has left */
  async read(token: string): Promise<string> {
    const { db, access, leads, publicUrl, now } = this.#needs
    const at = now()
    const [feed] = await db.rows<FeedRow>(
      'UPDATE calendar_feeds SET last_read_at = $2 WHERE token_hash = $1 RETURNING *',
      [hashOf(token), at],
    )
    const principal = feed && (await access.principalOf(feed.user_id))
    if (feed && !principal)
      access.onStopped(feed.user_id, 'calendar', 'its person has left, or lacks a second step that is needed')
    if (!feed || !principal) throw new AppError('not-found')
    const values: unknown[] = [feed.user_id, at, MOST]
    let visible: string
    try {
      visible = leads.activity.visible(principal, 'view', 'f.lead_id', values)
    } catch {
      visible = 'false'
    }
    const rows = await db.rows<FollowUpRow>(
      `SELECT f.* FROM follow_ups f WHERE f.assigned_to = $1 AND f.done_at IS NULL
         AND f.due_at BETWEEN $2::timestamptz - interval '${BACK} days' AND $2::timestamptz + interval '${AHEAD} days' AND ${visible}
       ORDER BY f.due_at LIMIT $3`,
      values,
    )
    const found = await leads.reader.several(
      principal,
      rows.map(row => row.lead_id),
    )
    const events = rows.flatMap((row): CalendarEvent[] => {
      const lead = found.get(row.lead_id)
      if (!lead) return []
      return [
        {
          uid: `follow-up-${row.id}@${new URL(publicUrl).hostname}`,
          sequence: row.version,
          start: row.due_at,
          minutes: row.kind === 'site_visit' || row.kind === 'meeting' ? 60 : 15,
          summary: `${WORDS[row.kind]} ${lead.name}`,
          url: `${publicUrl}/leads/${row.lead_id}`,
          changedAt: row.created_at,
        },
      ]
    })
    return toCalendar(`OptimWalls: ${principal.name}`, events)
  }
}
