import type pg from 'pg'
import type { Random } from './random.ts'
import type { Viewer } from './viewers.ts'

/** One HTTP request. */
export interface Call {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  body?: unknown
}

/** The same piece of work, asked of the product and of the yardstick. Each function gives the next call. */
export interface Calls {
  product: () => Call
  yardstick: () => Call
}

/** What an operation may look at while it prepares its calls; nothing here is measured. */
export interface Preparation {
  database: pg.Pool
  productUrl: string
  viewer: Viewer
  random: Random
}

/** Something the product does, measured beside the least that could do it. */
export interface Operation {
  name: string
  prepare(preparation: Preparation): Promise<Calls>
}
