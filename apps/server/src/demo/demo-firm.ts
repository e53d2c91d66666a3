import { createDemoDesigners, createDemoPeople, type DemoStaff } from '../modules/access/index.ts'
import type { Modules } from '../modules/index.ts'
import type { Connection } from '../platform/database/database.ts'
import type { Platform } from '../platform/platform.ts'
import { createDemoActivities } from './demo-activities.ts'
import { enquireTwice } from './demo-duplicates.ts'
import { type DemoLead, makeDemoLead } from './demo-lead.ts'
import { createDemoQuotes } from './demo-quotes.ts'
import { demoPlan } from './demo-rules.ts'
import { CAMPAIGNS } from './demo-words.ts'
import { randomFrom } from './random.ts'

const LEADS = 1200
const DAY_MS = 86_400_000
/** Clients that are so new have a designer and a kick-off. */
const KICKED_OFF_DAYS = 14

/** Whether nobody and nothing is there yet. */
export async function isFirmEmpty(db: Connection): Promise<boolean> {
  const [row] = await db.rows<{ used: boolean }>('SELECT EXISTS (SELECT FROM users) AS used')
  return row?.used === false
}

/** Fills an empty database with a firm to look at: people, campaigns with what they cost, and two years of leads; one that is not empty stays as it is. The
 *  same firm every time, its dates counted from today. All or nothing, once: a start that is killed half-way leaves an empty database
 *  for the next, and of two processes at it one waits for the other and then has nothing to do. */
export async function createDemoFirm(
  platform: Platform,
  modules: Pick<Modules, 'leads' | 'conversion' | 'scoring' | 'assignment'>,
): Promise<void> {
  const now = platform.now()
  const random = randomFrom(20_240_817)
  await platform.db.inTransaction(async tx => {
    await tx.rows(`SELECT pg_advisory_xact_lock(hashtext('demo firm'))`)
    if (!(await isFirmEmpty(tx))) return
    const staff = await createDemoPeople(tx)
    await createDemoDesigners(tx, staff)
    const campaigns = await createCampaigns(tx, now)
    const leads = Array.from({ length: LEADS }, () => makeDemoLead(random, staff, now))
    leads.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    enquireTwice(randomFrom(20_250_311), leads)
    await modules.leads.writeHistory(
      tx,
      leads.map(lead => ({
        ...lead,
        campaignId: campaignOf(lead, campaigns),
        createdBy: creatorOf(lead, staff),
      })),
    )
    await modules.conversion.adoptAll(tx)
    // A stream of its own: the leads stay the same, whatever is done with them.
    await createDemoActivities(tx, randomFrom(20_260_606), {
      now,
      timeZone: platform.config.timeZone,
      firstId: staff.salespeople[0]?.id ?? 0,
    })
    await createDemoQuotes(tx, randomFrom(20_261_127), { now })
    await modules.conversion.kickOffSince(tx, new Date(now.getTime() - KICKED_OFF_DAYS * DAY_MS))
    await modules.scoring.service.scorePast(tx)
    await modules.assignment.setUp(tx, staff.superAdminId, demoPlan(staff))
  })
  await platform.db.rows('SELECT fold_lead_counts()')
  await platform.db.rows(
    'ANALYZE leads, clients, conversions, conversion_terms, lead_terms, lead_words, lead_counts, events, stage_history, activities, follow_ups, quotes',
  )
}

interface Campaign {
  id: number
  channel: string
  from: number
  to: number
}

async function createCampaigns(db: Connection, now: Date): Promise<Campaign[]> {
  const day = (ago: number) => new Date(now.getTime() - ago * DAY_MS)
  const rows = await db.rows<{ id: number; name: string }>(
    `INSERT INTO campaigns (name, channel, starts_on, ends_on, budget)
     SELECT * FROM unnest($1::text[], $2::text[], $3::date[], $4::date[], $5::numeric[]) RETURNING id, name`,
    [
      CAMPAIGNS.map(([name]) => name),
      CAMPAIGNS.map(([, channel]) => channel),
      CAMPAIGNS.map(([, , from]) => day(from)),
      CAMPAIGNS.map(([, , , to]) => day(to)),
      CAMPAIGNS.map(([, , , , budget]) => budget),
    ],
  )
  // What a day cost: most at the end of the week, nothing for days to come.
  await db.rows(
    `INSERT INTO campaign_spend (campaign_id, spent_on, amount)
     SELECT c.id, day, round(c.budget / (c.ends_on - c.starts_on + 1) * (0.7 + 0.1 * (extract(isodow FROM day)::int - 1)))
     FROM campaigns c, generate_series(c.starts_on, least(c.ends_on, $1::date), interval '1 day') AS day`,
    [now],
  )
  return rows.flatMap(row => {
    const found = CAMPAIGNS.find(([name]) => name === row.name)
    return found
      ? [{ id: row.id, channel: found[1], from: day(found[2]).getTime(), to: day(found[3]).getTime() }]
      : []
  })
}

const campaignOf = (lead: DemoLead, campaigns: readonly Campaign[]): number | null =>
  campaigns.find(
    ({ channel, from, to }) =>
      channel === lead.source && lead.createdAt.getTime() >= from && lead.createdAt.getTime() <= to,
  )?.id ?? null

const creatorOf = (lead: DemoLead, staff: DemoStaff): number => lead.owner?.id ?? staff.adminId
