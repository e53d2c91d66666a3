import pg from 'pg'

/** Who owns what only grows, on a server where we can choose. */
interface AppendOnlyOptions {
  /** Of the server's superuser, for the application's database. */
  superuserUrl: string
  /** The application's role. */
  role: string
  tables: readonly string[]
}

/**
 * Takes tables, and the functions of their triggers, out of the hands of the application's role: they go to the superuser, and so does the
 * schema, whose owner could drop them. The role keeps reading, and inserting without choosing the number or time of a row that has such.
 * Safe to repeat.
 */
export async function keepAppendOnly({ superuserUrl, role, tables }: AppendOnlyOptions): Promise<void> {
  await asSuperuser(superuserUrl, async client => {
    if (await areOwnedBy(client, 'CURRENT_USER', tables)) return
    await client.query('BEGIN')
    const me = 'CURRENT_USER'
    await client.query(`ALTER SCHEMA public OWNER TO ${me}; GRANT USAGE, CREATE ON SCHEMA public TO ${role}`)
    await changeOwner(client, me, tables)
    for (const table of tables) {
      const { rows } = await client.query<{ columns: string }>(
        `SELECT string_agg(quote_ident(attname), ', ') AS columns FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attname <> 'at'`,
        [table],
      )
      await client.query(
        `REVOKE ALL ON ${table} FROM PUBLIC, ${role};
         GRANT SELECT, INSERT (${rows[0]?.columns}) ON ${table} TO ${role}`,
      )
    }
    await client.query('COMMIT')
  })
}

/** Gives them back, for a migration that changes them. */
export async function openAppendOnly({ superuserUrl, role, tables }: AppendOnlyOptions): Promise<void> {
  await asSuperuser(superuserUrl, async client => {
    const present: string[] = []
    for (const table of tables) {
      const { rows } = await client.query<{ is_there: boolean }>(
        'SELECT to_regclass($1) IS NOT NULL AS is_there',
        [table],
      )
      if (rows[0]?.is_there) present.push(table)
    }
    await client.query('BEGIN')
    await changeOwner(client, role, present)
    for (const table of present) await client.query(`GRANT ALL ON ${table} TO ${role}`)
    await client.query('COMMIT')
  })
}

async function areOwnedBy(client: pg.Client, role: string, tables: readonly string[]): Promise<boolean> {
  const { rows } = await client.query<{ is_so: boolean }>(
    `SELECT bool_and(pg_get_userbyid(relowner) = ${role}) AS is_so FROM pg_class WHERE oid = ANY ($1::regclass[])`,
    [tables],
  )
  return rows[0]?.is_so ?? false
}

async function changeOwner(client: pg.Client, role: string, tables: readonly string[]): Promise<void> {
  for (const table of tables) await client.query(`ALTER TABLE ${table} OWNER TO ${role}`)
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT tgfoid::regprocedure::text AS name FROM pg_trigger WHERE tgrelid = ANY ($1::regclass[]) AND NOT tgisinternal`,
    [tables],
  )
  for (const { name } of rows) await client.query(`ALTER FUNCTION ${name} OWNER TO ${role}`)
}

async function asSuperuser(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
