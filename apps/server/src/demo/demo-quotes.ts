import type { Connection } from '../platform/database/database.ts'
import type { Random } from './random.ts'

interface QuotedLead {
  id: number
  owner: number
  status: 'qualified' | 'converted'
  budget: number
  created_at: Date
  stage_entered_at: Date
}

interface DemoQuote {
  lead_id: number
  version: number
  amount: number
  quoted_on: string
  status: 'draft' | 'sent' | 'accepted'
  is_current: boolean
  created_by: number
}

const DAY_MS = 86_400_000
const DAYS_BETWEEN_VERSIONS = 6
/** Quotes are round. */
const STEP = 5000

/** What the demo leads were offered once they were qualified: a first quote above the budget, and what was haggled of it. */
export async function createDemoQuotes(
  tx: Connection,
  random: Random,
  { now }: { now: Date },
): Promise<void> {
  const leads = await tx.rows<QuotedLead>(
    `SELECT id, assigned_to AS owner, status, budget::float8 AS budget, created_at, stage_entered_at FROM leads
     WHERE status IN ('qualified', 'converted') AND budget IS NOT NULL AND assigned_to IS NOT NULL AND deleted_at IS NULL ORDER BY id`,
  )
  const quotes = leads.flatMap(lead => quotesOf(random, lead, now))
  await tx.rows(
    `INSERT INTO quotes (lead_id, version, amount, quoted_on, status, sent_at, is_current, created_by, created_at)
     SELECT lead_id, version, amount, quoted_on, status, CASE WHEN status <> 'draft' THEN quoted_on END, is_current, created_by, quoted_on
     FROM jsonb_to_recordset($1::jsonb) AS q (lead_id int, version int, amount numeric, quoted_on date, status text, is_current boolean,
       created_by int)
     ORDER BY quoted_on`,
    [JSON.stringify(quotes)],
  )
  await tx.rows(
    `UPDATE conversions v SET quote_id = q.id FROM quotes q
     WHERE q.lead_id = v.lead_id AND q.is_current AND q.status = 'accepted'`,
  )
}

function quotesOf(random: Random, lead: QuotedLead, now: Date): DemoQuote[] {
  const isWon = lead.status === 'converted'
  // Some are not quoted yet.
  if (!isWon && random.next() < 0.4) return []
  const versions = random.weighted([
    [1, 6],
    [2, 3],
    [3, 1],
  ] as const)
  const last = isWon ? lead.stage_entered_at.getTime() : now.getTime() - random.whole(0, 9) * DAY_MS
  let amount = lead.budget * (1.04 + 0.16 * random.next())
  return Array.from({ length: versions }, (_, index): DemoQuote => {
    const isLast = index === versions - 1
    const at = Math.max(
      lead.created_at.getTime(),
      last - (versions - 1 - index) * DAYS_BETWEEN_VERSIONS * DAY_MS,
    )
    if (index > 0) amount *= 0.92 + 0.05 * random.next()
    const isDraft = isLast && !isWon && random.next() < 0.25
    return {
      lead_id: lead.id,
      version: index + 1,
      amount: Math.round(amount / STEP) * STEP,
      quoted_on: new Date(at).toISOString().slice(0, 10),
      status: isDraft ? 'draft' : isLast && isWon ? 'accepted' : 'sent',
      is_current: isLast,
      created_by: lead.owner,
    }
  })
}
