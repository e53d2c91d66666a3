import { Type } from 'typebox'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { extendChain } from './chain.ts'

/** Every minute: gives the new entries of the audit log their links. */
export const createChainJob = ({ db, crypto }: Pick<AccessPlatform, 'db' | 'crypto'>) =>
  defineJob({
    name: 'access-chain-audit',
    schema: Type.Object({}),
    maxAttempts: 1,
    queue: 'access-chain-audit',
    cron: '* * * * *',
    async run(_payload, { signal }) {
      await extendChain(db, crypto, signal)
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'the audit log could not be chained; the next minute tries again')
    },
  })
