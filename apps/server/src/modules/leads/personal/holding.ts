import type { Connection, Transaction } from '../../../platform/database/database.ts'

/** One person: all leads that are theirs, merged ones too, and the clients that they became. */
export interface Person {
  leadIds: readonly number[]
  clientIds: readonly number[]
}

/** What is told of a person: a list of plain records. */
export type Told = Record<string, unknown>[]

/**
 * Rows in which something is held of people, of this module or of one above it: what of them is told to the person, and what is left when
 * they are erased. Modules above hand theirs in by `modules/index.ts`; a test finds every column that could hold something of a person and
 * fails when nobody answers for it.
 */
export interface PersonalHolding {
  /** Unique, and the name of the file that tells of it: `activities`. */
  name: string
  /** What it is, for people: `Calls, visits and notes`. */
  label: string
  /** Columns that this answers for, `activities.note`, or `activities.*` for all of a table. */
  columns: readonly string[]
  /** How many rows there are. */
  count(db: Connection, person: Person): Promise<number>
  tell(db: Connection, person: Person): Promise<Told>
  /** Takes the person out of the rows, within the erasure. Done again it changes nothing. */
  erase(tx: Transaction, person: Person): Promise<void>
}

export interface RowsOfPerson {
  name: string
  label: string
  table: string
  /** Which rows `t` are the person's; `$1` are the ids of their leads, `$2` those of clients. By `lead_id` unless said. */
  of?: string
  /** What is told, as a list of SQL expressions; nothing where the rows say nothing of the person. */
  tells?: string
  order?: string
  /** What an erasure leaves of a row, as SQL assignments; all rows go where it is not said, and stay as they are where it is null. */
  leaves?: string | null
}

/** A holding for the usual case: rows that go, or stay without what is the person's. */
export function rowsOfPerson({
  name,
  label,
  table,
  of = 't.lead_id = ANY ($1::int[])',
  tells,
  order = '1',
  leaves,
}: RowsOfPerson): PersonalHolding {
  // Both lists are parameters of every statement, whichever it asks.
  const where = `(${of}) AND $1::int[] IS NOT NULL AND $2::int[] IS NOT NULL`
  const values = ({ leadIds, clientIds }: Person) => [leadIds, clientIds]
  return {
    name,
    label,
    columns: [`${table}.*`],
    async count(db, person) {
      const [row] = await db.rows<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} t WHERE ${where}`,
        values(person),
      )
      return row?.n ?? 0
    },
    tell: async (db, person) =>
      tells === undefined
        ? []
        : db.rows(`SELECT ${tells} FROM ${table} t WHERE ${where} ORDER BY ${order}`, values(person)),
    async erase(tx, person) {
      if (leaves === null) return
      const sql = leaves === undefined ? `DELETE FROM ${table} t` : `UPDATE ${table} t SET ${leaves}`
      await tx.rows(`${sql} WHERE ${where}`, values(person))
    },
  }
}
