import type { Connection } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { AccessPlatform } from './access.platform.ts'

/** Minutes for which failures count. */
const WINDOW_MINUTES = 15

/** How often until the window ends. The first of each stops a guesser, the others one who changes accounts or addresses:
 *  they are wide, so that nobody locks out a colleague or a whole office. */
const LIMITS = {
  'sign-in': { accountAndAddress: 10, account: 100, address: 100 },
  // Six digits are few: whoever has the password gets this many tries, from wherever they come.
  'second-factor': { accountAndAddress: 5, account: 10, address: 100 },
  'password-reset': { accountAndAddress: 5, account: 10, address: 50 },
} as const

type Kind = keyof typeof LIMITS

/** What is tried: the account as it was typed (any case), and from where. */
export interface Attempt {
  account: string
  ip: string
}

/** As it was typed, in any case. */
const named = (account: string) => account.trim().toLowerCase()

/** Limits guessing of passwords. Only failures count, so many people may sign in at once from one machine. */
export interface SignInGuard {
  /**
   * Runs an attempt and counts it when `work` throws AppError "not-signed-in". Attempts on one account from one address, at a second
   * factor from wherever, run one after the other: a burst sees its own failures.
   * @throws AppError "too-many-requests" with `retry_after` in seconds, without running `work`.
   */
  attempt<T>(attempt: Attempt, work: () => Promise<T>, kind?: 'sign-in' | 'second-factor'): Promise<T>
  /** Counts something that is limited whether it fails or not, such as mails that are asked for. @throws as `attempt` */
  count(kind: Kind, attempt: Attempt): Promise<void>
  /** Until when failures keep these accounts closed, from wherever they came; null when they are open. */
  closedUntil(accounts: readonly string[]): Promise<Date | null>
  /** Forgets the failures of these accounts. @returns whether they were closed */
  open(tx: Connection, accounts: readonly string[]): Promise<boolean>
  /** Forgets counts that have run out. */
  prune(): Promise<void>
}

interface Key {
  key: string
  limit: number
  /** Hash of the account that it counts for; null where an address, or mails, are counted. */
  account: string | null
}

export function createSignInGuard({ db, crypto }: Pick<AccessPlatform, 'db' | 'crypto'>): SignInGuard {
  const queues = new Map<string, Promise<unknown>>()

  const hashOf = (account: string) => crypto.hash('sign-in-account', named(account))

  function keysOf(kind: Kind, { account, ip }: Attempt): [Key, Key, Key] {
    const name = named(account)
    const whose = kind === 'password-reset' ? null : hashOf(account)
    const limits = LIMITS[kind]
    return [
      { key: crypto.hash(kind, `both:${name}:${ip}`), limit: limits.accountAndAddress, account: whose },
      { key: crypto.hash(kind, `account:${name}`), limit: limits.account, account: whose },
      { key: crypto.hash(kind, `address:${ip}`), limit: limits.address, account: null },
    ]
  }

  async function refuseWhenOver(keys: readonly Key[]): Promise<void> {
    const rows = await db.rows<{ key: string; failures: number; seconds: number }>(
      `SELECT key, failures, ceil(extract(epoch FROM ends_at - now()))::int AS seconds
       FROM sign_in_failures WHERE key = ANY ($1) AND ends_at > now()`,
      [keys.map(({ key }) => key)],
      'access_failures',
    )
    const limits = new Map(keys.map(({ key, limit }) => [key, limit]))
    const over = rows.filter(row => row.failures >= (limits.get(row.key) ?? 0))
    if (over.length === 0) return
    const seconds = Math.max(1, ...over.map(row => row.seconds))
    throw new AppError('too-many-requests', {
      detail: `Too many attempts. Try again in ${Math.ceil(seconds / 60)} min.`,
      retry_after: seconds,
    })
  }

  async function add(keys: readonly Key[]): Promise<void> {
    await db.rows(
      `INSERT INTO sign_in_failures AS f (key, account, closes_at, failures, ends_at)
       SELECT key, account, closes_at, 1, now() + make_interval(mins => $4)
       FROM unnest($1::text[], $2::text[], $3::int[]) AS k (key, account, closes_at) ORDER BY key
       ON CONFLICT (key) DO UPDATE SET account = excluded.account, closes_at = excluded.closes_at,
         failures = CASE WHEN f.ends_at > now() THEN f.failures + 1 ELSE 1 END,
         ends_at = CASE WHEN f.ends_at > now() THEN f.ends_at ELSE excluded.ends_at END`,
      [
        keys.map(({ key }) => key),
        keys.map(({ account }) => account),
        keys.map(({ limit }) => limit),
        WINDOW_MINUTES,
      ],
      'access_add_failure',
    )
  }

  /** One after the other within this process; each process more lets one more attempt through, which does no harm. */
  async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = queues.get(key) ?? Promise.resolve()
    const turn = before.then(work, work)
    const done = turn.catch(() => {})
    queues.set(key, done)
    try {
      return await turn
    } finally {
      if (queues.get(key) === done) queues.delete(key)
    }
  }

  return {
    attempt(attempt, work, kind = 'sign-in') {
      const keys = keysOf(kind, attempt)
      // Who has the password may have many addresses, and six digits are few.
      const queue = kind === 'second-factor' ? keys[1] : keys[0]
      return inTurn(queue.key, async () => {
        await refuseWhenOver(keys)
        try {
          const result = await work()
          await db.rows('DELETE FROM sign_in_failures WHERE key = $1', [keys[0].key], 'access_clear_failures')
          return result
        } catch (error) {
          if (error instanceof AppError && error.type === 'not-signed-in') await add(keys)
          throw error
        }
      })
    },
    async count(kind, attempt) {
      const keys = keysOf(kind, attempt)
      await refuseWhenOver(keys)
      await add(keys)
    },
    async closedUntil(accounts) {
      const [row] = await db.rows<{ until: Date | null }>(
        `SELECT max(ends_at) AS until FROM sign_in_failures
         WHERE account = ANY ($1) AND ends_at > now() AND failures >= closes_at`,
        [accounts.map(hashOf)],
      )
      return row?.until ?? null
    },
    async open(tx, accounts) {
      const gone = await tx.rows<{ was_closed: boolean }>(
        `DELETE FROM sign_in_failures WHERE account = ANY ($1)
         RETURNING ends_at > now() AND failures >= closes_at AS was_closed`,
        [accounts.map(hashOf)],
      )
      return gone.some(row => row.was_closed)
    },
    async prune() {
      await db.rows('DELETE FROM sign_in_failures WHERE ends_at < now()')
    },
  }
}
