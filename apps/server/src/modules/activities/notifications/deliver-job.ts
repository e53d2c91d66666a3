import { Type } from 'typebox'
import type { Config } from '../../../platform/config/config.ts'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob, type JobRun } from '../../../platform/jobs/jobs.ts'
import { letter } from '../../../platform/mail/letter.ts'
import type { Mail } from '../../../platform/mail/mail.ts'
import type { Push } from '../../../platform/push/push.ts'
import type { Access } from '../../access/index.ts'
import type { ClientNames, LeadDoor } from '../activities.neighbours.ts'
import { findFollowUp } from '../follow-ups.repository.ts'
import { type Claimed, claimDue, finish, forgetDevice, putBack } from './deliveries.repository.ts'
import { openDevice } from './devices.ts'
import { clientIn, pathOf, titleOf } from './words.ts'

export interface DeliverNeeds {
  db: Database
  crypto: Crypto
  mail: Pick<Mail, 'sendNow'>
  push: Push
  access: Pick<Access, 'people' | 'principalOf'>
  leads: LeadDoor
  clientNames: ClientNames
  config: Pick<Config, 'publicUrl' | 'timeZone'>
  now(): Date
}

const AT_ONCE = 40
/** Sent side by side: as many as there are connections to the mail server, and some. */
const SIDE_BY_SIDE = 4
/** About half a day, with growing waits. */
const MOST_ATTEMPTS = 12
const LONGEST_WAIT_MS = 7_200_000
/** A device that was away so long no longer needs to hear of it. */
const TTL_S = 14_400

/** Sends what waits: each mail and push message at least once, and again with the same Message-ID or topic only when the process
 *  died, or the other side did not answer, in the middle of it. */
export function deliverJob(needs: DeliverNeeds) {
  return defineJob({
    name: 'notifications-deliver',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 5,
    cron: '* * * * *',
    async run(_payload, run) {
      for (;;) {
        run.signal.throwIfAborted()
        const claimed = await claimDue(needs.db, needs.now(), AT_ONCE)
        if (claimed.length === 0) return
        const waiting = [...claimed]
        const work = async () => {
          for (let one = waiting.shift(); one; one = waiting.shift()) await deliver(needs, one, run)
        }
        await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
      }
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'notifications could not be sent; the next minute tries again')
    },
  })
}

async function deliver(needs: DeliverNeeds, one: Claimed, run: JobRun): Promise<void> {
  const { db, now } = needs
  try {
    const words = await wordsFor(needs, one)
    if (!words) {
      await finish(db, one.id, 'dropped', now())
      return
    }
    const refusal =
      one.channel === 'mail' ? await sendMail(needs, one, words) : await sendPush(needs, one, words)
    await finish(db, one.id, refusal ? 'failed' : 'sent', now(), refusal ?? null)
    if (refusal) run.log.error({ delivery: one.id, refusal }, 'a notification was refused for good')
  } catch (error) {
    const kind = error instanceof Error ? error.name : 'Error'
    run.log.warn({ err: error, delivery: one.id, attempt: one.attempts }, 'a notification could not be sent')
    if (one.attempts >= MOST_ATTEMPTS) await finish(db, one.id, 'failed', now(), kind)
    else {
      const waitMs = Math.min(15_000 * 2 ** one.attempts, LONGEST_WAIT_MS)
      await putBack(db, one.id, new Date(now().getTime() + waitMs), kind)
    }
  }
}

interface Words {
  name: string
  title: string
  url: string
  timeZone: string
}

/** Nothing when there is nothing to tell any more: the person has left, the lead is out of their reach, the follow-up was moved or
 *  is done. */
async function wordsFor(
  { db, access, leads, clientNames, config }: DeliverNeeds,
  one: Claimed,
): Promise<Words | null> {
  const people = await access.people.all()
  const person = people.get(one.user_id)
  if (!person?.isActive) return null
  if (one.kind.startsWith('follow_up.') && !(await isStillDue(db, one))) return null
  let lead: string | null = null
  if (one.lead_id !== null) {
    const principal = await access.principalOf(one.user_id)
    const seen = principal && (await leads.reader.several(principal, [one.lead_id])).get(one.lead_id)
    if (!seen || seen.deleted_at !== null) return null
    lead = seen.name
  }
  const { kind, data } = one
  const [clientId] = clientIn(data)
  const reader = clientId === undefined ? null : await access.principalOf(one.user_id)
  const client = (reader && (await clientNames(reader, clientIn(data))).get(clientId ?? 0)) ?? null
  const timeZone = person.timeZone ?? config.timeZone
  const actor = one.actor_id === null ? null : (people.get(one.actor_id)?.name ?? null)
  const title = titleOf({ kind, lead, client, actor, data, timeZone })
  return {
    name: person.name,
    title,
    url: `${config.publicUrl}${pathOf(kind, one.lead_id, data, client)}`,
    timeZone,
  }
}

async function isStillDue(db: Database, { data }: Claimed): Promise<boolean> {
  const followUp = await findFollowUp(db, Number(data.follow_up_id))
  return followUp !== undefined && followUp.done_at === null && followUp.due_at.toISOString() === data.due_at
}

async function sendMail(
  { access, mail, config }: DeliverNeeds,
  one: Claimed,
  words: Words,
): Promise<string | undefined> {
  const to = await access.people.emailOf(one.user_id)
  if (!to) return 'no address'
  const parts = letter({
    subject: words.title,
    greeting: `Hello ${words.name.split(' ')[0]},`,
    body: [`${words.title}.`],
    action: { label: labelOf(one), url: words.url },
    closing: [`You choose what is sent to you at ${config.publicUrl}/settings/notifications`],
  })
  return mail.sendNow({ to, ...parts }, one.message_id)
}

function labelOf({ lead_id, kind }: Claimed): string {
  if (lead_id !== null) return 'Open the lead'
  if (kind === 'client.kick_off' || kind === 'client.place') return 'Look at the client'
  return kind === 'webhook.paused' ? 'Look at the webhook' : 'Open my day'
}

async function sendPush(
  { db, crypto, push }: DeliverNeeds,
  one: Claimed,
  { title, url }: Words,
): Promise<string | undefined> {
  if (one.subscription_id === null || !one.subscription) return 'the device is gone'
  const device = openDevice(crypto, one.subscription)
  const result = await push.send(
    device,
    { title, url, tag: one.message_id },
    { topic: one.message_id.replaceAll('-', ''), ttlS: TTL_S },
  )
  if (result === 'sent') return undefined
  await forgetDevice(db, one.subscription_id)
  return 'the device is gone'
}
