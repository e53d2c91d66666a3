/** Most words of one name or city that are searchable. */
const MAX_WORDS = 12
/** Longest searchable word, in characters; what is longer is found by its beginning. */
const MAX_WORD_LENGTH = 40

// Latin accents only: in Devanagari and other scripts a combining mark is a vowel, not an ornament.
const LATIN_ACCENTS = /[\u0300-\u036f]/g
const NOT_IN_A_WORD = /[^\p{L}\p{M}\p{N}]+/u

/** The words of a name or city as they are searched for: lower case, without Latin accents, each once. */
export function nameWords(text: string): string[] {
  const plain = text.normalize('NFKD').replace(LATIN_ACCENTS, '').normalize('NFC').toLowerCase()
  const words = plain.split(NOT_IN_A_WORD).filter(word => word !== '')
  return [...new Set(words.map(word => word.slice(0, MAX_WORD_LENGTH)))].slice(0, MAX_WORDS)
}
