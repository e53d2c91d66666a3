import type pg from 'pg'

/** Tables that the load fills by the million: their indexes are built afterwards, each in one sort. */
const TABLES = ['leads', 'lead_terms', 'events', 'stage_history', 'activities', 'follow_ups']

/** Takes the indexes away while `work` runs, and puts the same ones back. Those that foreign keys lean on stay. */
export async function withoutIndexes(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows: indexes } = await client.query<{ drop: string; create: string }>(
    `SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS drop, pg_get_indexdef(i.indexrelid) AS create
     FROM pg_index i
     WHERE i.indrelid = ANY ($1::regclass[])
       AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     UNION ALL
     SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
     FROM pg_constraint c
     WHERE c.conrelid = 'lead_terms'::regclass AND c.contype = 'p'`,
    [TABLES],
  )
  for (const index of indexes) await client.query(index.drop)
  await work()
  for (const index of indexes) await client.query(index.create)
}
