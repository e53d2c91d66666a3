import { encodeCursor } from '../../../apps/server/src/platform/http/cursor.ts'
import type { Operation } from '../operation.ts'
import { drawPositions } from '../positions.ts'
import type { Viewer } from '../viewers.ts'

const STATUSES = ['new', 'contacted', 'qualified', 'converted', 'lost']

/** A page of 50 leads of one status, from somewhere in the list. */
export const list: Operation = {
  name: 'list',
  async prepare({ database, productUrl, viewer, random }) {
    const draw = await drawPositions(database, viewer, random)
    const queryOf = new Map<string, string>()
    for (const status of STATUSES) queryOf.set(status, await queryHash(productUrl, viewer, status))
    return {
      product() {
        const { id, created_at, status } = draw()
        const cursor = encodeCursor({ q: queryOf.get(status) ?? '', k: [created_at.toISOString(), id] })
        return { method: 'GET', path: `${pathOf(status)}&cursor=${cursor}` }
      },
      yardstick() {
        const { id, created_at, status } = draw()
        const { column, value } = viewer.scope
        return {
          method: 'GET',
          path: `/leads?${column}=${value}&status=${status}&created_at=${created_at.toISOString()}&id=${id}`,
        }
      },
    }
  },
}

const pathOf = (status: string) => `/crm/leads?status=${status}&limit=50`

/** What a cursor of this list begins with: taken from a real one, so that prepared positions pass as real ones. */
async function queryHash(productUrl: string, viewer: Viewer, status: string): Promise<string> {
  const answer = await fetch(productUrl + pathOf(status), { headers: { cookie: viewer.cookie } })
  const page = (await answer.json()) as { next_cursor: string | null }
  if (!page.next_cursor)
    throw new Error(`The ${viewer.person} has less than a page of ${status} leads: load more`)
  const [hash] = JSON.parse(Buffer.from(page.next_cursor, 'base64url').toString())
  return hash
}
