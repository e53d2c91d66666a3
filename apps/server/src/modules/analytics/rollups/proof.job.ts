import { Type } from 'typebox'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { defineJob, type JobRun } from '../../../platform/jobs/jobs.ts'
import { mendDeeds } from './keep-deeds.ts'
import { holdRollups, keepAll, leadsBetween } from './keep-leads.ts'
import { keptMonths, mendMonth, nextLeads, noteProof, type Proof } from './proof.repository.ts'

/** Leads that are proved in one transaction: writing goes on beside it, what is kept waits for it. */
const AT_ONCE = 1000

export interface ProofNeeds {
  db: Database
  timeZone: string
  /** Notes that something did not agree; written with the transaction. */
  audit(tx: Transaction, proof: Proof): void
}

/** Each night: figures what each lead adds anew, in portions, and holds it against what is kept; then the cells of each month against their leads. What
 *  does not agree is put right and told. */
export const proveRollupsJob = (needs: ProofNeeds) =>
  defineJob({
    name: 'report-rollups-prove',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '43 20 * * *',
    run: async (_payload, run) => proveRollups(needs, run),
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'analytics: the figures kept for reports could not be proved')
    },
  })

async function proveRollups({ db, timeZone, audit }: ProofNeeds, run: JobRun): Promise<void> {
  const [state] = await db.rows<{ is_whole: boolean }>('SELECT is_whole FROM report_rollups')
  // Not built yet: reports read the leads themselves.
  if (!state?.is_whole) return
  const proof: Proof = { leads: 0, wrong_leads: 0, wrong_cells: 0 }
  for (let after = 0; ; ) {
    run.signal.throwIfAborted()
    const next = await nextLeads(db, after, AT_ONCE)
    if (!next) break
    proof.wrong_leads += await held(tx => keepAll(tx, timeZone, leadsBetween(after, next.up_to)))
    proof.leads += next.leads
    after = next.up_to
  }
  for (const month of await keptMonths(db)) {
    run.signal.throwIfAborted()
    proof.wrong_cells += await held(tx => mendMonth(tx, month))
  }
  proof.wrong_cells += await held(mendDeeds)
  const isWrong = proof.wrong_leads + proof.wrong_cells > 0
  await db.inTransaction(async tx => {
    await noteProof(tx, proof)
    if (isWrong) audit(tx, proof)
  })
  if (isWrong) run.log.warn(proof, 'analytics: figures kept for reports were wrong and have been put right')
  else run.log.info(proof, 'analytics: the figures kept for reports agree with the leads')

  function held<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return db.inTransaction(async tx => {
      const { is_whole, is_by_clocks } = await holdRollups(tx, timeZone)
      if (!is_whole || !is_by_clocks) throw new Error('the figures of reports are being made anew')
      return work(tx)
    })
  }
}
