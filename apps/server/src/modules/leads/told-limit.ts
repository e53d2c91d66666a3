import { AppError } from '../../platform/errors.ts'

/** So often in so long a person may be told of leads that they do not see. */
const MOST = 20
const WINDOW_MS = 60_000

/** Keeps people from trying phones and e-mails by adding and editing leads: whoever was told so often of leads out of their reach adds and edits
 *  no contact until a minute has passed. Counted in each process for itself, as requests are. */
export class ToldLimit {
  readonly #told = new Map<number, number[]>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /** @throws AppError "too-many-requests", whether or not there is anything to tell */
  demand(userId: number): void {
    const told = this.#recent(userId)
    const [oldest] = told
    if (oldest === undefined || told.length < MOST) return
    const wait = Math.ceil((oldest + WINDOW_MS - this.#now().getTime()) / 1000)
    throw new AppError('too-many-requests', { retry_after: Math.max(wait, 1) })
  }

  /** They were told once more. */
  note(userId: number): void {
    this.#told.set(userId, [...this.#recent(userId), this.#now().getTime()])
  }

  #recent(userId: number): number[] {
    const since = this.#now().getTime() - WINDOW_MS
    const recent = (this.#told.get(userId) ?? []).filter(at => at > since)
    if (recent.length === 0) this.#told.delete(userId)
    return recent
  }
}
