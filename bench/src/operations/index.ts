import type { Operation } from '../operation.ts'
import { board } from './board.ts'
import { create } from './create.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { logCall } from './log-call.ts'
import { move } from './move.ts'
import { nextActions } from './next-actions.ts'
import { report } from './report.ts'
import { search } from './search.ts'
import { timeline } from './timeline.ts'
import { today } from './today.ts'
import { update } from './update.ts'

/** In the order of the table. Reading comes first: writing changes what there is to read. */
export const operations: readonly Operation[] = [
  list,
  get,
  search,
  board,
  timeline,
  today,
  nextActions,
  report,
  update,
  move,
  logCall,
  create,
]
