import { join } from 'node:path'
import { type Bus, createBus } from './bus/bus.ts'
import { type Cache, createCache } from './cache/cache.ts'
import type { Config } from './config/config.ts'
import { type Crypto, createCrypto } from './crypto/crypto.ts'
import { createKeyRing } from './crypto/key-ring.ts'
import { createRotation, type Rotation } from './crypto/rotation.ts'
import type { Database } from './database/database.ts'
import { createEvents, type Events } from './events/events.ts'
import { idempotencyReseal } from './http/idempotency-reseal.ts'
import type { Log } from './http/log.ts'
import { createPruneJob } from './http/prune-job.ts'
import { createJobs, type Jobs } from './jobs/runner.ts'
import { mailboxReseal } from './mail/demo-mailbox.ts'
import { createMail, type Mail } from './mail/mail.ts'
import { createPush, type Push } from './push/push.ts'
import { createRealtime, type Realtime } from './realtime/realtime.ts'
import { createStorage, type Storage } from './storage/storage.ts'

/** What every module may use: one door for each thing outside. Knows nothing of leads. */
export interface Platform {
  config: Config
  log: Log
  db: Database
  bus: Bus
  events: Events
  jobs: Jobs
  realtime: Realtime
  cache: Cache
  crypto: Crypto
  rotation: Rotation
  storage: Storage
  mail: Mail
  push: Push
  now(): Date
}

/** Opens all doors upon a database that is open already. Nothing runs yet. */
export function createPlatform(
  config: Config,
  db: Database,
  log: Log,
  now: () => Date = () => new Date(),
): Platform {
  const bus = createBus({ redisUrl: config.redisUrl, databaseUrl: config.databaseUrl, log })
  const events = createEvents({ database: db, bus, log })
  const ring = createKeyRing(config.encryptionKeys, join(config.dataDir, 'keys'))
  const crypto = createCrypto(ring)
  const jobs = createJobs({ database: db, log })
  const rotation = createRotation({ db, crypto, ring })
  const mail = createMail({ config, db, crypto, log })
  const storage = createStorage({ dataDir: config.dataDir, s3: config.s3, crypto, now })
  jobs.register(createPruneJob(db), rotation.job, ...mail.jobs)
  rotation.addTarget(mailboxReseal(crypto))
  rotation.addTarget(idempotencyReseal)
  rotation.addStore('files', storage)
  return {
    config,
    log,
    db,
    bus,
    events,
    jobs,
    realtime: createRealtime({ bus, tail: events.tail, log }),
    cache: createCache({ bus, log, redisUrl: config.redisUrl }),
    crypto,
    rotation,
    storage,
    mail,
    push: createPush(config),
    now,
  }
}
