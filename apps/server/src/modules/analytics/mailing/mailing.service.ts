import type { Principal } from '@optimwalls/permissions'
import { AppError } from '../../../platform/errors.ts'
import { addJob } from '../../../platform/jobs/jobs.ts'
import { checkCall } from '../exports/read-report.ts'
import { todayIn } from '../range.ts'
import { nextDue } from './due-times.ts'
import {
  deleteSubscription,
  findSubscription,
  holdPerson,
  keepSubscription,
  planMail,
  type SubscriptionRow,
  subscriptionsOf,
} from './mailing.repository.ts'
import type { ReportMail, ReportMailBody } from './mailing.schemas.ts'
import { readStopToken } from './stop-token.ts'
import type { MailingNeeds, SendJob } from './weekly-jobs.ts'

/** More than anybody reads. */
const MOST = 20

/** The reports that people have sent to them each week. */
export class ReportMailing {
  readonly #needs: MailingNeeds
  readonly #send: SendJob

  constructor(needs: MailingNeeds, send: SendJob) {
    this.#needs = needs
    this.#send = send
  }

  async list({ userId }: Principal): Promise<{ data: ReportMail[] }> {
    const [rows, zone] = await Promise.all([subscriptionsOf(this.#needs.db, userId), this.#zoneOf(userId)])
    return { data: rows.map(row => this.#told(row, zone)) }
  }

  /** @throws AppError "invalid-input" for what the report is not asked, "rule-violated" beyond the most that one person has */
  async keep({ userId }: Principal, { question = {}, ...wish }: ReportMailBody): Promise<ReportMail> {
    const { db, now } = this.#needs
    const { compare: _compare, ...asked } = question
    checkCall({ report: wish.report, ...asked })
    const id = await db.inTransaction(async tx => {
      await holdPerson(tx, userId)
      const id = await keepSubscription(tx, { user_id: userId, question, ...wish, since: now() })
      if ((await subscriptionsOf(tx, userId)).length > MOST)
        throw new AppError('rule-violated', {
          errors: [{ path: 'report', message: `${MOST} weekly reports are the most` }],
        })
      return id
    })
    const row = await this.#find(userId, id)
    return this.#told(row, await this.#zoneOf(userId))
  }

  /** @throws AppError "not-found" when there is none of this person's */
  async delete({ userId }: Principal, id: number): Promise<void> {
    const report = await deleteSubscription(this.#needs.db, id, userId)
    if (!report) throw new AppError('not-found')
  }

  /** Sends one now, to see what it is like; asked for again within the minute it is the same one. */
  async sendNow({ userId }: Principal, id: number): Promise<void> {
    const { db, now } = this.#needs
    const row = await this.#find(userId, id)
    const zone = await this.#zoneOf(userId)
    await db.inTransaction(async tx => {
      const minute = now().toISOString().slice(0, 16)
      const mailId = await planMail(tx, row.id, minute, todayIn(zone, now()))
      if (mailId !== undefined) await addJob(tx, this.#send, { mail_id: mailId })
    })
  }

  /** Ends the subscription that a link in a mail names, whoever follows it. It may have ended before.
   *  @returns its report @throws AppError "not-found" for a link that was not made here */
  async stop(token: string): Promise<string> {
    const named = readStopToken(this.#needs.crypto, token)
    const report = named && (await deleteSubscription(this.#needs.db, named.id, named.userId))
    if (!named) throw new AppError('not-found')
    return report ?? ''
  }

  async #find(userId: number, id: number): Promise<SubscriptionRow> {
    const row = await findSubscription(this.#needs.db, id, userId)
    if (!row) throw new AppError('not-found')
    return row
  }

  async #zoneOf(userId: number): Promise<string> {
    return (await this.#needs.people.all()).get(userId)?.timeZone ?? this.#needs.timeZone
  }

  #told(row: SubscriptionRow, zone: string): ReportMail {
    const { id, report, question, span, weekday, hour, stopped, last_sent_at } = row
    return {
      ...{ id, report, question, span, weekday, hour, stopped },
      next_at: stopped === null ? nextDue(row, zone, this.#needs.now()).toISOString() : null,
      last_sent_at: last_sent_at?.toISOString() ?? null,
    }
  }
}
