import type pg from 'pg'

/** What is between the arrival of a lead and its conversion. */
const DAYS = 90

/** Makes clients of the converted leads from `first` on. */
export async function writeConversions(client: pg.Client, first: number): Promise<void> {
  await client.query(
    `WITH won AS (SELECT id, name, location, budget, assigned_to, created_at + make_interval(days => abs(hashint4(id)) % ${DAYS}) AS at
       FROM leads WHERE id >= $1 AND status = 'converted'),
     numbered AS (SELECT *, row_number() OVER (ORDER BY id) + (SELECT coalesce(max(id), 0) FROM clients) AS client_id FROM won),
     made AS (INSERT INTO clients (id, name, location, budget, created_at) OVERRIDING SYSTEM VALUE
       SELECT client_id, name, location, budget, at FROM numbered)
     INSERT INTO conversions (lead_id, client_id, made_client, converted_by, converted_at)
     SELECT id, client_id, true, assigned_to, least(at, now()) FROM numbered`,
    [first],
  )
  await client.query("SELECT setval(pg_get_serial_sequence('clients', 'id'), (SELECT max(id) FROM clients))")
}
