import { Readable } from 'node:stream'
import type { Principal } from '@optimwalls/permissions'
import { type Static, Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { csvCell } from '../../../platform/http/csv-cell.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import type { People } from '../people.ts'
import { scopeCondition } from '../scope.ts'
import { auditSentence } from './audit-sentence.ts'
import type { AuditNames, ToldEntry } from './audit-tell.ts'
import { hashOf } from './users.service.ts'
import { closed, Id, Instant, list, Named, orNull } from './wire.ts'

const BigId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

export const AuditEntryShape = Type.Object({
  id: BigId,
  at: Instant,
  user: orNull(Named),
  action: Type.String({ description: 'assigned_role, updated_permission, refused …' }),
  sentence: Type.String({ description: 'What was done, behind the name of who did it' }),
  allowed: Type.Boolean(),
  module: orNull(Type.String()),
  record_type: orNull(Type.String()),
  record_id: orNull(BigId),
  record_name: {
    ...orNull(Type.String()),
    description: 'What a person, team or role is called; null for all else',
  },
  ip_address: orNull(Type.String()),
  request_id: orNull(Type.String()),
  api_key: orNull(Named),
})
export const AuditList = list(AuditEntryShape)
type WireEntry = Static<typeof AuditEntryShape>

const filters = {
  user_id: Type.Optional(Id),
  action: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z_]{1,50}$' }), { maxItems: 30 })),
  record_type: Type.Optional(Type.String({ pattern: '^[a-z_]{1,50}$' })),
  record_id: Type.Optional(Id),
  allowed: Type.Optional(Type.Boolean()),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
}
export const AuditExportQuery = Type.Object(filters, closed)
export const AuditQuery = Type.Object(
  {
    ...filters,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  closed,
)
export const AuditActions = Type.Object({ data: Type.Array(Type.String()) })

export type AuditFilters = Static<typeof AuditExportQuery>

/** The audit log, as those read it who may. */
export interface AuditLog {
  page(
    principal: Principal,
    query: Static<typeof AuditQuery>,
  ): Promise<{ data: WireEntry[]; next_cursor: string | null }>
  /** The names of what can be filtered by, of the last while. */
  actions(): Promise<string[]>
  /** All that the filters find, as CSV. */
  csv(principal: Principal, filters: AuditFilters): Readable
}

interface Row {
  id: number
  at: Date
  user_id: number | null
  action: string
  allowed: boolean
  module_name: string | null
  record_type: string | null
  record_id: number | null
  ip_address: string | null
  request_id: string | null
  details: Record<string, unknown> | null
  api_key: { id: number; name: string } | null
}

/** Entries whose actions are offered as filters. */
const RECENT = 20_000
const BATCH = 500
/** `at` is when a transaction began, `id` when it wrote: so far apart may the two orders be. */
const SLACK_MS = 15 * 60_000

export function createAuditLog({ db, people }: { db: Database; people: People }): AuditLog {
  /** The lowest id of an entry at `at` or later: ids grow with time, so it is found by halving. */
  async function firstIdFrom(at: Date): Promise<number> {
    const [ends] = await db.rows<{ low: number | null; high: number | null }>(
      'SELECT min(id) AS low, max(id) AS high FROM audit_logs',
    )
    let low = ends?.low ?? 0
    let high = (ends?.high ?? 0) + 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const [row] = await db.rows<{ id: number; at: Date }>(
        'SELECT id, at FROM audit_logs WHERE id >= $1 ORDER BY id LIMIT 1',
        [middle],
        'access_audit_probe',
      )
      if (row && row.at < at) low = row.id + 1
      else high = middle
    }
    return low
  }

  async function find(
    principal: Principal,
    { user_id, action, record_type, record_id, allowed, from, to }: AuditFilters,
    before: number | null,
    limit: number,
  ): Promise<Row[]> {
    const values: unknown[] = []
    const put = (value: unknown) => `$${values.push(value)}`
    const columns = { owner: 'a.user_id', team: 'u.team_id' }
    const parts = [scopeCondition(principal, 'Administration', 'view_audit', columns, values)]
    if (user_id !== undefined) parts.push(`a.user_id = ${put(user_id)}`)
    if (action?.length) parts.push(`a.action = ANY (${put(action)}::text[])`)
    if (record_type !== undefined) {
      parts.push(`a.record_type = ${put(record_type)}`)
      // Written out, so that the index on records other than leads can be used.
      if (record_type !== 'lead') parts.push("a.record_type <> 'lead'")
    }
    if (record_id !== undefined) parts.push(`a.record_id = ${put(record_id)}`)
    if (allowed !== undefined) parts.push(allowed ? 'a.allowed' : 'NOT a.allowed')
    if (before !== null) parts.push(`a.id < ${put(before)}`)
    if (from !== undefined) {
      const at = new Date(from)
      parts.push(`a.at >= ${put(at)}`, `a.id >= ${put(await firstIdFrom(new Date(at.getTime() - SLACK_MS)))}`)
    }
    if (to !== undefined) {
      const at = new Date(to)
      parts.push(`a.at < ${put(at)}`, `a.id < ${put(await firstIdFrom(new Date(at.getTime() + SLACK_MS)))}`)
    }
    return db.rows<Row>(
      `SELECT a.id, a.at, a.user_id, a.action, a.allowed, a.module_name, a.record_type, a.record_id, a.ip_address, a.request_id, a.details,
              (SELECT json_build_object('id', k.id, 'name', k.name) FROM api_keys k WHERE k.id = a.api_key_id) AS api_key
       FROM audit_logs a LEFT JOIN users u ON u.id = a.user_id
       WHERE ${parts.join(' AND ')} ORDER BY a.id DESC LIMIT ${put(limit)}`,
      values,
    )
  }

  /** What the people, teams and roles are called that these entries may tell of. */
  async function namesIn(rows: readonly Row[]): Promise<AuditNames> {
    const everyone = await people.all()
    const ids = rows.flatMap(({ record_id, details }) =>
      [record_id, ...Object.values(details ?? {})].filter(isSmallId),
    )
    const found = await db.rows<{ kind: string; id: number; name: string }>(
      `SELECT 'team' AS kind, id, name FROM teams WHERE id = ANY ($1::int[])
       UNION ALL SELECT 'role', id, name FROM roles WHERE id = ANY ($1::int[])`,
      [[...new Set(ids)]],
      'access_audit_names',
    )
    const nameOf = new Map(found.map(({ kind, id, name }) => [`${kind} ${id}`, name]))
    return {
      person: id => (typeof id === 'number' ? everyone.get(id)?.name : undefined),
      team: id => nameOf.get(`team ${id}`),
      role: id => nameOf.get(`role ${id}`),
    }
  }

  async function present(rows: readonly Row[]): Promise<WireEntry[]> {
    const names = await namesIn(rows)
    return rows.map(({ user_id, module_name, details, at, ...row }) => ({
      ...row,
      at: at.toISOString(),
      user: user_id === null ? null : { id: user_id, name: names.person(user_id) ?? `Person ${user_id}` },
      module: module_name,
      record_name: nameOfRecord(row, names) ?? null,
      sentence: auditSentence({ ...row, user_id, details }, names),
    }))
  }

  async function* lines(principal: Principal, wanted: AuditFilters): AsyncGenerator<string> {
    yield `\uFEFF${COLUMNS.map(([title]) => csvCell(title)).join(',')}\r\n`
    let before: number | null = null
    for (;;) {
      const rows: Row[] = await find(principal, wanted, before, BATCH)
      const entries = await present(rows)
      yield entries.map(entry => `${COLUMNS.map(([, read]) => csvCell(read(entry))).join(',')}\r\n`).join('')
      const last = rows.at(-1)
      if (!last || rows.length < BATCH) return
      before = last.id
    }
  }

  return {
    async page(principal, { limit = 50, cursor, ...wanted }) {
      const q = hashOf(wanted)
      const before = cursor === undefined ? null : decodeCursor(cursor, q, ['number'])[0]
      const rows = await find(principal, wanted, before as number | null, limit + 1)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        data: await present(page),
        next_cursor: rows.length > limit && last ? encodeCursor({ q, k: [last.id] }) : null,
      }
    },
    async actions() {
      const rows = await db.rows<{ action: string }>(
        `SELECT DISTINCT action FROM (SELECT action FROM audit_logs ORDER BY id DESC LIMIT ${RECENT}) recent ORDER BY action`,
      )
      return rows.map(row => row.action)
    },
    csv: (principal, wanted) => Readable.from(lines(principal, wanted)),
  }
}

function nameOfRecord(
  { record_type, record_id }: Pick<ToldEntry, 'record_type' | 'record_id'>,
  names: AuditNames,
): string | undefined {
  if (record_type === 'user') return names.person(record_id)
  if (record_type === 'team') return names.team(record_id)
  return record_type === 'role' ? names.role(record_id) : undefined
}

/** As ids of teams and roles are. */
const isSmallId = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) <= 2_147_483_647

const COLUMNS: readonly [string, (entry: WireEntry) => unknown][] = [
  ['ID', entry => entry.id],
  ['Time (UTC)', entry => entry.at],
  ['Person', entry => entry.user?.name],
  ['What', entry => entry.sentence],
  ['Allowed', entry => (entry.allowed ? 'yes' : 'no')],
  ['Action', entry => entry.action],
  ['Record', entry => entry.record_type],
  ['Record ID', entry => entry.record_id],
  ['Address', entry => entry.ip_address],
  ['API key', entry => entry.api_key?.name],
  ['Request', entry => entry.request_id],
]
