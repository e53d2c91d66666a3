import { nameWords } from '../../../apps/server/src/modules/leads/name-words.ts'
import type { Operation } from '../operation.ts'
import type { Random } from '../random.ts'

/** The first page for what people type: a name, a part of one, a mistyped one, a city. The yardstick is told the word that
 *  was meant, and looks it up in the same table of terms. */
export const search: Operation = {
  name: 'search',
  async prepare({ database, viewer, random }) {
    const { rows } = await database.query<{ name: string; location: string | null }>(
      `SELECT name, location FROM leads WHERE deleted_at IS NULL AND ${viewer.scope.column} = $1
       ORDER BY hashint4(id) LIMIT 500`,
      [viewer.scope.value],
    )
    const meant = rows.flatMap(({ name, location }) => [
      ...nameWords(name).map(word => ({ word, term: `n:${word}` })),
      ...nameWords(location ?? '').map(word => ({ word, term: `c:${word}` })),
    ])
    return {
      product() {
        const typed = asTyped(random.pick(meant).word, random)
        return { method: 'GET', path: `/crm/leads?limit=50&q=${encodeURIComponent(typed)}` }
      },
      yardstick() {
        const { column, value } = viewer.scope
        return {
          method: 'GET',
          path: `/search?${column}=${value}&term=${encodeURIComponent(random.pick(meant).term)}`,
        }
      },
    }
  },
}

/** Half of the time the word as it is, else its beginning, or with two neighbouring letters swapped. */
function asTyped(word: string, random: Random): string {
  const chance = random.next()
  if (chance < 0.5 || word.length < 5) return word
  if (chance < 0.75) return word.slice(0, 4)
  const at = 1 + random.below(word.length - 3)
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2)
}
