import { PARTS, REPORTS, unitOf } from '@optimwalls/contract/reports'
import { can, type Principal } from '@optimwalls/permissions'
import { Type } from 'typebox'
import type { Config } from '../../../platform/config/config.ts'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { addJob, defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Mail } from '../../../platform/mail/mail.ts'
import type { People } from '../../access/index.ts'
import type { ReportCall } from '../exports/read-report.ts'
import { reportXlsx } from '../exports/report-file.ts'
import { reportTable, takingOut } from '../exports/report-table.ts'
import type { ReportNeeds } from '../parted-report.ts'
import { lastDue, weeklyRange } from './due-times.ts'
import {
  endMail,
  findWaiting,
  planMail,
  runningSubscriptions,
  type SubscriptionRow,
  stopSubscription,
} from './mailing.repository.ts'
import { reportLetter } from './report-letter.ts'
import { stopToken } from './stop-token.ts'

export interface MailingNeeds extends Omit<ReportNeeds, 'db' | 'people'> {
  db: Database
  people: Pick<People, 'all' | 'teams' | 'emailOf'>
  mail: Pick<Mail, 'send'>
  crypto: Crypto
  publicUrl: Config['publicUrl']
  /** The person with their rights of this moment; null when they have left, and while they lack the second factor that their role needs. */
  principalOf(userId: number): Promise<Principal | null>
  /** Notes that one was not sent, since its reader may not read it any more. */
  onStopped(userId: number, job: string, reason: string): void
  /** Notes that a report left by mail. */
  auditMail(tx: Transaction, userId: number, details: Record<string, unknown>): void
}

export type SendJob = Job<{ mail_id: number }>

/** What was due so long ago still goes out: the server may have been down over a weekend. */
const CATCH_UP_MS = 3 * 86_400_000
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Sends one mail. However often it runs, and on however many workers, the mail is handed over once: with the mark that it was. */
export function sendReportJob(needs: MailingNeeds): SendJob {
  return defineJob({
    name: 'report-mail-send',
    schema: Type.Object({ mail_id: Type.Integer() }, { additionalProperties: false }),
    maxAttempts: 10,
    async run({ mail_id }) {
      await sendReport(needs, mail_id)
    },
    async onFailed({ mail_id }, error, run) {
      run.log.error({ err: error, mail_id }, 'analytics: a weekly report could not be sent')
      await endMail(needs.db, mail_id, needs.now(), false)
    },
  })
}

/** Plans what is due, once for each week and subscription. */
export function planReportsJob(needs: MailingNeeds, send: SendJob) {
  return defineJob({
    name: 'report-mails-plan',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 3,
    // Zones are whole quarters of an hour apart.
    cron: '*/15 * * * *',
    run: async () => planReports(needs, send),
    async onFailed(_payload, error, run) {
      run.log.error(
        { err: error },
        'analytics: weekly reports were not planned; the next quarter of an hour tries again',
      )
    },
  })
}

async function planReports({ db, people, timeZone, now }: MailingNeeds, send: SendJob): Promise<void> {
  const at = now()
  const [staff, subscriptions] = await Promise.all([people.all(), runningSubscriptions(db)])
  const due = subscriptions.flatMap(one => {
    const last = lastDue(one, staff.get(one.user_id)?.timeZone ?? timeZone, at)
    const isLate = at.getTime() - last.at.getTime() > CATCH_UP_MS
    return last.at < one.since || isLate ? [] : [{ id: one.id, day: last.day }]
  })
  for (const { id, day } of due)
    await db.inTransaction(async tx => {
      const mailId = await planMail(tx, id, day, day)
      if (mailId !== undefined) await addJob(tx, send, { mail_id: mailId })
    })
}

async function sendReport(needs: MailingNeeds, mailId: number): Promise<void> {
  const { db, people, mail, now } = needs
  const found = await findWaiting(db, mailId)
  if (!found) return
  const [principal, to] = await Promise.all([needs.principalOf(found.user_id), people.emailOf(found.user_id)])
  const mayRead = principal && can(principal, 'Analytics', 'view') && can(principal, 'CRM', 'view')
  if (!to || !principal || !mayRead) {
    needs.onStopped(found.user_id, 'report-mail-send', 'the right to read the report was taken away')
    await db.inTransaction(async tx => {
      // Whoever has yet to set up the second factor that their role needs gets the next one.
      if (!to || principal) await stopSubscription(tx, found.id, to ? 'no_right' : 'left')
      await endMail(tx, mailId, now(), false)
    })
    return
  }
  const table = await reportTable(needs, principal, callOf(found, found.day))
  const mayTakeOut = can(principal, 'Analytics', 'export')
  const stopUrl = `${needs.publicUrl}/stop-report?token=${stopToken(needs.crypto, found.id, found.user_id)}`
  const parts = reportLetter({
    name: principal.name,
    table,
    url: `${needs.publicUrl}/reports?${addressOf(found)}`,
    stopUrl,
    hasFile: mayTakeOut,
  })
  // A file is taken out: it holds what this person may take out, which may be less than they may look at.
  const attachments = mayTakeOut ? [await fileOf(needs, takingOut(principal), found)] : undefined
  await db.inTransaction(async tx => {
    if (!(await endMail(tx, mailId, now(), true))) return
    needs.auditMail(tx, found.user_id, {
      report: found.report,
      subscription_id: found.id,
      file: mayTakeOut,
    })
    await mail.send({ to, ...parts, ...(attachments && { attachments }), unsubscribe: stopUrl }, tx)
  })
}

async function fileOf(needs: MailingNeeds, principal: Principal, found: SubscriptionRow & { day: string }) {
  const table = await reportTable(needs, principal, callOf(found, found.day))
  return { name: `${found.report}.xlsx`, type: XLSX, content: reportXlsx(table).toString('base64') }
}

/** What the report is asked for a mail of this day. */
export function callOf({ report, question, span }: SubscriptionRow, day: string): ReportCall {
  const { compare = false, by, ...asked } = question
  const { range, compared } = weeklyRange(span, day, compare)
  const parts = by ?? REPORTS[report].parts.slice(0, 1)
  return {
    ...asked,
    report,
    ...range,
    ...(compared && { compare_from: compared.from, compare_to: compared.to }),
    ...(parts.length > 0 && { by: parts.map(part => (isTime(part) ? unitOf(range) : part)) }),
  }
}

const isTime = (part: string): boolean => part === 'time' || !(part in PARTS)

/** The same report on its page. */
function addressOf({ report, question, span }: SubscriptionRow): URLSearchParams {
  const { compare, by = [], pipeline, ...filters } = question
  const address = new URLSearchParams({ report, ...(span !== '12m' && { span }) })
  if (compare) address.set('compare', 'true')
  for (const [place, part] of by.entries())
    address.set(place === 0 ? 'by' : 'and', isTime(part) ? 'time' : part)
  if (pipeline !== undefined) address.set('pipeline', String(pipeline))
  for (const [name, values] of Object.entries(filters))
    if (Array.isArray(values)) for (const value of values) address.append(name, String(value))
  return address
}
