import type { Connection, Transaction } from '../../platform/database/database.ts'
import type {
  Decision,
  ImportKind,
  ImportRecord,
  ImportRun,
  Reading,
  Undone,
  Writing,
  Written,
} from '../leads/index.ts'

interface SpendPlan {
  campaign: string
  channel: string
  spentOn: string
  amount: number
}

interface SpendRow {
  id: number
  name: string
  spent_on: string
  amount: number
}

const keyOf = (campaign: string, day: string): string => `${campaign.toLowerCase()} ${day}`

/** What campaigns cost, day by day. A campaign that is not known yet is made. */
export function spendKind(): ImportKind<SpendPlan> {
  return {
    name: 'campaign-spend',
    label: 'Campaign spend',
    words: 'What campaigns cost: the campaign, the day and the amount of each row.',
    filesCalled: /\b(spend|campaigns?|costs?|ads?)\b/,
    knownBy: ['campaign'],
    permission: { module: 'Marketing', action: 'edit' },
    fields: [
      {
        name: 'campaign',
        label: 'Campaign',
        type: 'text',
        maxLength: 150,
        called: /^(campaign( ?name)?|ad ?set( name)?|ad group)$/,
      },
      {
        name: 'spent_on',
        label: 'Day',
        type: 'day',
        called: /^(date|day|spent on|start( date)?|reporting starts|month)$/,
      },
      {
        name: 'amount',
        label: 'Amount',
        type: 'amount',
        called: /^((actual |total )?(cost|spend|spent|amount( spent)?)|amount spent( [a-z]{3})?)$/,
      },
      {
        name: 'channel',
        label: 'Channel',
        type: 'text',
        maxLength: 50,
        called: /^(channel|platform|type|medium|source)$/,
      },
    ],
    needs: [
      { oneOf: ['campaign'], unmapped: 'one column must name the campaign', empty: 'is empty' },
      { oneOf: ['spent_on'], unmapped: 'one column must be the day', empty: 'is empty' },
      { oneOf: ['amount'], unmapped: 'one column must be the amount', empty: 'is empty' },
    ],
    plan,
    apply,
    undo,
  }
}

async function plan(
  db: Connection,
  run: ImportRun,
  rows: readonly Reading[],
): Promise<Decision<SpendPlan>[]> {
  const plans = rows.map(({ values }) => ({
    campaign: String(values.get('campaign')),
    channel: String(values.get('channel') ?? 'other').toLowerCase(),
    spentOn: String(values.get('spent_on')),
    amount: Number(values.get('amount')),
  }))
  const known = new Set((await findSpend(db, plans)).map(({ name, spent_on }) => keyOf(name, spent_on)))
  const inChunk = new Set<string>()
  return plans.map(one => {
    const key = keyOf(one.campaign, one.spentOn)
    const isThere = known.has(key)
    const isRepeated = inChunk.has(key) || run.seen.has(key)
    inChunk.add(key)
    if (run.isTry) run.seen.add(key)
    if (isRepeated)
      return {
        does: 'refuse',
        problems: [{ path: 'spent_on', message: 'is a day that the file has already for this campaign' }],
      }
    if (!isThere) return { does: 'create', plan: one }
    return run.mapping.on_duplicate === 'update' ? { does: 'update', plan: one } : { does: 'match' }
  })
}

const findSpend = (db: Connection, plans: readonly SpendPlan[]): Promise<SpendRow[]> =>
  db.rows<SpendRow>(
    `SELECT s.id, c.name, s.spent_on, s.amount FROM campaign_spend s JOIN campaigns c ON c.id = s.campaign_id
     JOIN unnest($1::text[], $2::date[]) AS w (campaign, day) ON lower(c.name) = lower(w.campaign) AND s.spent_on = w.day`,
    [plans.map(one => one.campaign), plans.map(one => one.spentOn)],
  )

async function apply(
  tx: Transaction,
  _run: ImportRun,
  decisions: readonly Writing<SpendPlan>[],
): Promise<Written[]> {
  const plans = decisions.map(({ plan }) => plan)
  const made = await makeCampaigns(tx, plans)
  const before = new Map((await findSpend(tx, plans)).map(row => [keyOf(row.name, row.spent_on), row]))
  const rows = await tx.rows<{ id: number; name: string; spent_on: string }>(
    `WITH written AS (
       INSERT INTO campaign_spend (campaign_id, spent_on, amount)
       SELECT c.id, w.day, w.amount FROM unnest($1::text[], $2::date[], $3::numeric[]) AS w (campaign, day, amount)
       JOIN campaigns c ON lower(c.name) = lower(w.campaign)
       ON CONFLICT (campaign_id, spent_on) DO UPDATE SET amount = excluded.amount RETURNING *
     )
     SELECT w.id, c.name, w.spent_on FROM written w JOIN campaigns c ON c.id = w.campaign_id`,
    [plans.map(one => one.campaign), plans.map(one => one.spentOn), plans.map(one => one.amount)],
  )
  const ids = new Map(rows.map(row => [keyOf(row.name, row.spent_on), row.id]))
  return decisions.map(({ does, plan: { campaign, spentOn } }) => {
    const key = keyOf(campaign, spentOn)
    const known = before.get(key)
    const record: ImportRecord = {
      type: 'spend',
      id: ids.get(key) ?? 0,
      does: known ? 'update' : 'create',
      ...(known && { note: { amount: known.amount } }),
    }
    const campaignId = made.get(campaign.toLowerCase())
    made.delete(campaign.toLowerCase())
    const records: ImportRecord[] =
      campaignId === undefined ? [record] : [{ type: 'campaign', id: campaignId, does: 'create' }, record]
    return { does, records }
  })
}

/** The campaigns that were not there, by name in lower case. */
async function makeCampaigns(tx: Transaction, plans: readonly SpendPlan[]): Promise<Map<string, number>> {
  const named = new Map(plans.map(one => [one.campaign.toLowerCase(), one]))
  const wanted = [...named.values()]
  const rows = await tx.rows<{ id: number; name: string }>(
    `INSERT INTO campaigns (name, channel)
     SELECT w.name, w.channel FROM unnest($1::text[], $2::text[]) AS w (name, channel)
     WHERE NOT EXISTS (SELECT FROM campaigns c WHERE lower(c.name) = lower(w.name))
     ON CONFLICT DO NOTHING RETURNING id, name`,
    [wanted.map(one => one.campaign), wanted.map(one => one.channel)],
  )
  return new Map(rows.map(({ id, name }) => [name.toLowerCase(), id]))
}

/** The newest come first: what was spent goes before its campaign. */
async function undo(tx: Transaction, _run: unknown, records: readonly ImportRecord[]): Promise<Undone[]> {
  const undone: Undone[] = []
  for (const { type, id, does, note } of records) {
    if (type === 'campaign') undone.push(await removeCampaign(tx, id))
    else if (does === 'create') {
      await tx.rows('DELETE FROM campaign_spend WHERE id = $1', [id])
      undone.push({ done: true })
    } else {
      const { amount } = note as { amount: number }
      await tx.rows('UPDATE campaign_spend SET amount = $2 WHERE id = $1', [id, amount])
      undone.push({ done: true })
    }
  }
  return undone
}

async function removeCampaign(tx: Transaction, id: number): Promise<Undone> {
  const [campaign] = await tx.rows<{ name: string; is_used: boolean }>(
    `SELECT c.name, EXISTS (SELECT FROM leads l WHERE l.campaign_id = c.id)
       OR EXISTS (SELECT FROM campaign_spend s WHERE s.campaign_id = c.id) AS is_used
     FROM campaigns c WHERE c.id = $1`,
    [id],
  )
  if (campaign?.is_used)
    return { done: false, leadId: null, label: campaign.name, reason: 'the campaign is in use' }
  await tx.rows('DELETE FROM campaigns WHERE id = $1', [id])
  return { done: true }
}
