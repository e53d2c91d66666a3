import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Connection } from '../../platform/database/database.ts'
import type { SearchTerms } from './lead-filter.ts'
import { terms } from './lead-terms.ts'
import { nameWords } from './name-words.ts'
import { normalisePhone } from './normalise-phone.ts'

/** Most words of the dictionary that one typed word stands for. */
const MAX_SPELLINGS = 24
const LOOKS_LIKE_PHONE = /^[+(]?\d[\d\s().-]{5,}$/

/** Reads what a person typed into the search field: an e-mail, a phone in any writing, the last 4 digits of one, or words of
 *  a name or city, each of which may be a part or mistyped. Null means that nothing can match. */
export async function resolveSearch(
  db: Connection,
  crypto: Crypto,
  typed: string,
  country: string,
): Promise<SearchTerms | null> {
  const text = typed.trim()
  if (text.includes('@')) return [[terms.email(crypto, text)]]
  if (/^\d{4}$/.test(text)) return [[terms.lastDigits(crypto, text), ...wordTerms([text])]]
  if (LOOKS_LIKE_PHONE.test(text)) {
    // Digits alone may be a number of here, or begin with the code of another country.
    const readings = [text, `+${text.replace(/\D/g, '')}`].flatMap(one => normalisePhone(one, country) ?? [])
    if (readings.length > 0) return [[...new Set(readings)].map(phone => terms.phone(crypto, phone))]
  }
  const words = nameWords(text)
  if (words.length === 0) return null
  const spellings = await spellingsOf(db, words)
  if (spellings.some(found => found.length === 0)) return null
  return spellings.map(wordTerms)
}

const wordTerms = (words: readonly string[]): string[] =>
  words.flatMap(word => [terms.nameWord(word), terms.cityWord(word)])

/** For each typed word the words of the dictionary that begin with it; where none does, those it is a part of, then those that are the same
 *  but for two neighbouring letters, and at last the most similar ones (trigram similarity of pg_trgm, threshold 0.3). One or two
 *  letters are only looked for at the beginning. */
function spellingsOf(db: Connection, typed: readonly string[]): Promise<string[][]> {
  return Promise.all(
    typed.map(async word => {
      const ways = word.length < 3 ? [BEGINNING, SIMILAR] : [BEGINNING, PART, SWAPPED, SIMILAR]
      for (const { name, text, given } of ways) {
        const found = await db.rows<{ word: string }>(text, [given(word)], name)
        if (found.length > 0) return found.map(row => row.word)
      }
      return []
    }),
  )
}

/** The word with each two neighbouring letters the other way round: the commonest slip of a hand, which leaves few trigrams whole. */
function swapped(word: string): string[] {
  const letters = [...word]
  return letters.slice(1).map((letter, n) => {
    const other = [...letters]
    other[n + 1] = letters[n] ?? ''
    other[n] = letter
    return other.join('')
  })
}

const asTyped = (word: string): unknown => word
const BEST_FIRST = `ORDER BY word <> $1, length(word), word LIMIT ${MAX_SPELLINGS}`
const BEGINNING = {
  name: 'words-beginning',
  // Bounds and not `^@`: those a prepared statement finds in the index.
  text: `SELECT word FROM lead_words WHERE word >= $1 AND word < $1 || U&'\\+10FFFF' ${BEST_FIRST}`,
  given: asTyped,
}
const PART = {
  name: 'words-part',
  text: `SELECT word FROM lead_words WHERE word LIKE '%' || $1 || '%' ${BEST_FIRST}`,
  given: asTyped,
}
const SWAPPED = {
  name: 'words-swapped',
  text: `SELECT word FROM lead_words WHERE word = ANY ($1::text[]) ORDER BY word LIMIT ${MAX_SPELLINGS}`,
  given: (word: string): unknown => swapped(word),
}
const SIMILAR = {
  name: 'words-similar',
  text: `SELECT word FROM lead_words WHERE word % $1 ORDER BY similarity(word, $1) DESC, word LIMIT ${MAX_SPELLINGS}`,
  given: asTyped,
}
