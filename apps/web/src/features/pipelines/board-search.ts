import type { Pipeline } from './board.ts'

/** What of a board stands in the address besides its filters. */
export interface BoardSearch {
  /** A pipeline's id, or `all`. */
  pipeline?: string
  /** The saved board it came from. */
  saved?: number
  sort?: '-priority'
}

export function readBoardSearch(search: Record<string, unknown>): BoardSearch {
  const pipeline = String(search.pipeline ?? '')
  const saved = String(search.saved ?? '')
  return {
    ...(/^([1-9]\d{0,8}|all)$/.test(pipeline) && { pipeline }),
    ...(/^[1-9]\d{0,8}$/.test(saved) && { saved: Number(saved) }),
    ...(search.sort === '-priority' && { sort: search.sort }),
  }
}

const NAME = 'board-pipeline'

/** The board shown without an address of its own: the one looked at last, else the first. */
export function keptPipeline(pipelines: readonly Pipeline[]): string | undefined {
  if (pipelines.length === 0) return undefined
  const kept = localStorage.getItem(NAME)
  const isThere = kept === 'all' || pipelines.some(pipeline => String(pipeline.id) === kept)
  return kept !== null && isThere ? kept : String(pipelines[0]?.id)
}

export function keepPipeline(pipeline: string): void {
  localStorage.setItem(NAME, pipeline)
}
