import type { ImportField, ImportKind } from './import-kind.ts'

/** A heading in lower case, its words parted by single spaces: `LEADID` and `lead_id` are both `lead id`. */
export function plainHeading(heading: string): string {
  return heading
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/^([a-z]{3,})id$/, '$1 id')
    .trim()
}

/** Every kind of import that the modules have registered. */
export class ImportKinds {
  readonly #kinds = new Map<string, ImportKind>()

  /** @throws Error when the name is taken */
  register<P>(kind: ImportKind<P>): void {
    if (this.#kinds.has(kind.name)) throw new Error(`two kinds of import are named ${kind.name}`)
    this.#kinds.set(kind.name, kind as ImportKind)
  }

  all(): readonly ImportKind[] {
    return [...this.#kinds.values()]
  }

  find(name: string): ImportKind | undefined {
    return this.#kinds.get(name)
  }
}

/** The most likely field of each column; a field that one column fills goes to the first that fits. */
export function guessColumns(
  kind: Pick<ImportKind, 'fields'>,
  columns: readonly string[],
): (string | null)[] {
  const taken = new Set<string>()
  const guesses = columns.map(column => {
    const words = wordsOf(column)
    const field = kind.fields.find(one => !taken.has(one.name) && one.called.test(words))
    if (field && field.many === undefined) taken.add(field.name)
    return field?.name ?? null
  })
  // Only when all of them were asked: a status further right goes before it.
  return guesses.map((guess, i) => {
    if (guess !== null) return guess
    const words = wordsOf(columns[i] ?? '')
    const field = kind.fields.find(one => !guesses.includes(one.name) && one.elseCalled?.test(words))
    if (field) guesses[i] = field.name
    return field?.name ?? null
  })
}

/** Of the second `Phone` of a file, which is called `Phone (4)`, the same words as of the first. */
const wordsOf = (column: string): string => plainHeading(column.replace(/ \(\d+\)$/, ''))

/** The kind that a file with these columns most likely brings; undefined when none is registered. */
export function suggestKind(
  kinds: readonly ImportKind[],
  columns: readonly string[],
  fileName: string,
): ImportKind | undefined {
  const name = plainHeading(fileName.replace(/\.[a-z0-9]+$/i, ''))
  const score = (kind: ImportKind): number => {
    const guesses = new Set(guessColumns(kind, columns).filter(guess => guess !== null))
    const missing = kind.needs.filter(({ oneOf }) => !oneOf.some(field => guesses.has(field))).length
    // Fields that only this kind has say more than those that all have.
    const own = [...guesses].filter(guess => !isCommon(kinds, guess)).length
    return guesses.size + 2 * own + (kind.filesCalled.test(name) ? 8 : 0) - 8 * missing
  }
  return [...kinds].sort((a, b) => score(b) - score(a))[0]
}

const isCommon = (kinds: readonly ImportKind[], field: string): boolean =>
  kinds.filter(kind => kind.fields.some(one => one.name === field)).length > 1

export const fieldOf = (kind: ImportKind, name: string): ImportField | undefined =>
  kind.fields.find(field => field.name === name)
