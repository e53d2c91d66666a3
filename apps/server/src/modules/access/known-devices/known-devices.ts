import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Transaction } from '../../../platform/database/database.ts'
import type { AccessPlatform } from '../access.platform.ts'
import type { Caller } from '../auth.service.ts'
import { describeDevice } from '../device.ts'
import { cookieOf, readCookie } from '../session-cookie.ts'
import { newDeviceMail } from './new-device-mail.ts'
import { roughAddress } from './rough-address.ts'

/** The longest that browsers keep a cookie. Days. */
const REMEMBERED_DAYS = 400
/** Of one person within a day: a program that keeps no cookies comes with a new device each time. */
const MOST_MAILS = 5

/** Somebody who is just being signed in. */
export interface Newcomer {
  name: string
  email: string
  is_demo: boolean
  time_zone: string | null
}

/** The browsers that each person has signed in from, known by a cookie of their own that outlives sessions. */
export interface KnownDevices {
  /** Notes a sign-in, and mails the person where it comes from a browser they never used here before, unless it is their first.
   *  @returns the `set-cookie` header, and whether the browser is new to a person who had others */
  note(
    tx: Transaction,
    userId: number,
    person: Newcomer,
    caller: Caller,
  ): Promise<{ cookie: string; isNew: boolean }>
  /** Forgets what has not been used for as long as a browser would remember. */
  prune(): Promise<void>
}

export function createKnownDevices({
  db,
  config,
  mail,
  now,
}: Pick<AccessPlatform, 'db' | 'config' | 'mail' | 'now'>): KnownDevices {
  const { name, attributes } = cookieOf(config.publicUrl, 'device', '/api')
  const sign = (id: string) => createHmac('sha256', config.authSecret).update(`device:${id}`).digest()

  function deviceOf(cookieHeader: string | undefined): string | null {
    const [id = '', signature = ''] = (readCookie(cookieHeader, name) ?? '').split('.')
    const given = Buffer.from(signature, 'base64url')
    const expected = sign(id)
    return id && given.length === expected.length && timingSafeEqual(given, expected) ? id : null
  }

  return {
    async note(tx, userId, person, caller) {
      const id = deviceOf(caller.cookie) ?? randomBytes(18).toString('base64url')
      const [noted] = await tx.rows<{ is_new: boolean; others: number; today: number }>(
        `WITH before AS (
           SELECT count(*)::int AS others, (count(*) FILTER (WHERE first_seen_at > now() - interval '1 day'))::int AS today
           FROM known_devices WHERE user_id = $1
         ), noted AS (
           INSERT INTO known_devices (user_id, device_hash) VALUES ($1, $2)
           ON CONFLICT (user_id, device_hash) DO UPDATE SET last_seen_at = now()
           RETURNING xmax = 0 AS is_new
         )
         SELECT noted.is_new, before.others, before.today FROM noted, before`,
        [userId, createHash('sha256').update(id).digest()],
      )
      const isNew = noted?.is_new === true && noted.others > 0
      if (isNew && !person.is_demo && noted.today < MOST_MAILS) {
        const facts = {
          name: person.name,
          device: describeDevice(caller.userAgent ?? null),
          address: roughAddress(caller.ip),
          at: now(),
          timeZone: person.time_zone ?? config.timeZone,
          url: `${config.publicUrl}/settings/sessions`,
        }
        await mail.send({ to: person.email, ...newDeviceMail(facts) }, tx)
      }
      return {
        cookie: `${name}=${id}.${sign(id).toString('base64url')}; Max-Age=${REMEMBERED_DAYS * 86_400}; ${attributes}`,
        isNew,
      }
    },
    async prune() {
      await db.rows('DELETE FROM known_devices WHERE last_seen_at < now() - make_interval(days => $1)', [
        REMEMBERED_DAYS,
      ])
    },
  }
}
