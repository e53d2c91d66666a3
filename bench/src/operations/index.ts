import type { Operation } from '../operation.ts'
import { board } from './board.ts'
import { create } from './create.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { move } from './move.ts'
import { search } from './search.ts'
import { update } from './update.ts'

/** In the order of the table. Reading comes first: writing changes what there is to read. */
export const operations: readonly Operation[] = [list, get, search, board, update, move, create]
