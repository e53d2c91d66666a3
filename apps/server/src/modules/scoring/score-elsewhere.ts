import { once } from 'node:events'
import { getPriority, setPriority } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openDatabase } from '../../platform/database/database.ts'
import { openFacts } from './lead-facts.ts'
import { type ModelInUse, scoreLeads } from './scorer.ts'
import { keptScores, type Rescored, saysTheSame, toRecord } from './scores.repository.ts'
import type { ScoringSettings } from './scoring.schemas.ts'

/** What leads are scored by, and where they are. */
export interface ScorerTask {
  databaseUrl: string
  settings: ScoringSettings
  inUse: ModelInUse | null
  /** How far the product's clock is ahead of the machine's, in milliseconds. */
  aheadMs: number
}

/** Leads as they were scored, at the moment they were read. */
export interface Portion {
  at: Date
  /** Those of which something else is kept, in the order of their ids. */
  others: Rescored[]
  /** Ids of those of which nothing has changed. */
  same: number[]
}

/** Leads are read and scored in a thread of its own, so that requests are answered as always. */
export interface Scorer {
  /** Scores those of these leads that are open. One call at a time. @throws what went wrong there */
  score(ids: readonly number[]): Promise<Portion>
  end(): Promise<void>
}

/** Begins a thread that scores leads. Whoever asked for it ends it. */
export function startScorer(task: ScorerTask): Scorer {
  const thread = new Worker(new URL(import.meta.url), { workerData: { scoring: task } })
  let failure: Error | undefined
  thread.on('error', error => {
    failure = error
  })
  return {
    async score(ids) {
      if (failure) throw failure
      const answered = once(thread, 'message')
      thread.postMessage(ids)
      const [portion] = await answered
      return portion
    },
    async end() {
      await thread.terminate()
    },
  }
}

/** How much nicer than the rest of the process. Only on Linux a thread gives way by itself, elsewhere the whole process would. */
const NICER = 5
const NICEST = 19

async function scoreWhatIsAsked({ databaseUrl, settings, inUse, aheadMs }: ScorerTask): Promise<void> {
  if (process.platform === 'linux') setPriority(0, Math.min(NICEST, getPriority(0) + NICER))
  const silent = { warn() {}, error() {} }
  const db = openDatabase({ url: databaseUrl, max: 1, log: silent })
  parentPort?.on('message', async (ids: readonly number[]) => {
    const at = new Date(Date.now() + aheadMs)
    const [facts, kept] = await Promise.all([openFacts(db, ids, at), keptScores(db, ids)])
    const portion: Portion = { at, others: [], same: [] }
    for (const scored of scoreLeads(facts, settings, inUse)) {
      const before = kept.get(scored.leadId)
      if (saysTheSame(before, scored, inUse?.id ?? null)) portion.same.push(scored.leadId)
      else portion.others.push({ ...toRecord(scored), writtenBy: before?.written_by ?? null })
    }
    portion.others.sort((a, b) => a.leadId - b.leadId)
    parentPort?.postMessage(portion)
  })
}

if (!isMainThread && workerData?.scoring) await scoreWhatIsAsked(workerData.scoring)
