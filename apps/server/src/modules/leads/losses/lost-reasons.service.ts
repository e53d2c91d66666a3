import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { addJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Author, LeadNeighbours } from '../leads.neighbours.ts'
import type { SetupNews } from '../setup-news.ts'
import type { LossCatalogue } from './loss-catalogue.ts'
import {
  allReasons,
  type LostReasonRow,
  lockReasons,
  reasonsVersion,
  writeReasons,
} from './losses.repository.ts'
import type { LostReasonList, LostReasonsPut } from './losses.schemas.ts'
import type { Renaming } from './rename-reason-job.ts'

export interface LostReasonNeeds {
  db: Database
  catalogue: LossCatalogue
  news: SetupNews
  neighbours: Pick<LeadNeighbours, 'audit'>
  renameJob: Job<Renaming>
}

/** Sets up the reasons for which leads are lost. A new name reaches all leads that have the old one, by a job. */
export class LostReasons {
  readonly #needs: LostReasonNeeds

  constructor(needs: LostReasonNeeds) {
    this.#needs = needs
  }

  /** Puts these in place of all.
   *  @throws AppError "rule-violated" for two alike, and for an id that is not there; "edit-conflict" when somebody else was faster */
  async replace(by: Author, { data, version }: LostReasonsPut): Promise<LostReasonList> {
    const { db, catalogue, news, neighbours } = this.#needs
    await db.inTransaction(async tx => {
      await lockReasons(tx)
      const [before, stored] = [await allReasons(tx), await reasonsVersion(tx)]
      if (stored !== version) {
        throw new AppError('edit-conflict', {
          detail: 'Somebody else has changed the reasons meanwhile.',
          current: { data: before, version: stored },
        })
      }
      const wanted = data.map(({ id = null, label, is_retired = false }) => ({
        id,
        label: label.trim(),
        is_retired,
      }))
      check(before, wanted)
      await writeReasons(tx, wanted)
      await this.#rename(tx, by, before, wanted)
      neighbours.audit(tx, { ...by, action: 'changed_lost_reasons' })
    })
    await catalogue.renew()
    news.tell('lost-reasons')
    return catalogue.reasons()
  }

  async #rename(
    tx: Transaction,
    by: Author,
    before: readonly LostReasonRow[],
    wanted: readonly { id: number | null; label: string }[],
  ): Promise<void> {
    for (const { id, label } of before) {
      const now = wanted.find(one => one.id === id)
      if (now && now.label !== label)
        await addJob(tx, this.#needs.renameJob, { from: label, to: now.label, user_id: by.principal.userId })
    }
  }
}

const low = (label: string): string => label.toLowerCase()

function check(
  before: readonly LostReasonRow[],
  wanted: readonly { id: number | null; label: string }[],
): void {
  const known = new Map(before.map(reason => [reason.id, reason]))
  const seen = new Set<string>()
  const ids = new Set<number>()
  for (const [i, { id, label }] of wanted.entries()) {
    if (id !== null && (!known.has(id) || ids.has(id)))
      throw wrong(`data.${i}.id`, 'is not a reason that is there')
    if (id !== null) ids.add(id)
    if (seen.has(low(label))) throw wrong(`data.${i}.label`, 'There are two reasons with these words')
    seen.add(low(label))
    // Two that change places would both be the same on leads.
    const had = before.find(one => one.id !== id && low(one.label) === low(label))
    if (had && wanted.some(one => one.id === had.id))
      throw wrong(`data.${i}.label`, 'Another reason has these words: save its new words first')
  }
}

const wrong = (path: string, message: string) =>
  new AppError('rule-violated', { errors: [{ path, message }] })
