/** Whose password it is to be, and where: what others guess first of it. */
export interface PasswordOwner {
  name: string
  email: string
  /** Where the product is reached: the firm's name often stands in it. */
  publicUrl: string
}

/** What stands in front of or behind a word does not hide it, up to so many characters. */
const MOST_AROUND = 8
/** Shorter pieces stand in good passwords by chance. */
const SHORTEST_WORD = 4
/** What must be left of a password without the words that are known of its owner. */
const LEAST_LEFT = 6
const PRODUCT = ['optimwalls']

const GUESSED =
  'is one that is guessed first: it is used by many, with little around it. Take a few words that only you put together'
const KNOWN =
  'is little more than your name, your address or the name of the firm. Take a few words that only you put together'

/** What is wrong with a new password besides its length, in words that go behind the name of its field; undefined where nothing is.
 *  It is held against the passwords that are most used (from leaks that were published, kept in the product: none leaves it), and against
 *  names of the person, the firm and the product. What characters it has is up to its owner. */
export async function passwordFlaw(password: string, owner: PasswordOwner): Promise<string | undefined> {
  const common = await commonPasswords()
  const text = password.normalize('NFKC').toLowerCase()
  if (isGuessedFirst(text, common)) return GUESSED
  const left = withoutWords(text, wordsOf(owner))
  if (left === undefined) return undefined
  return left.length < LEAST_LEFT || isGuessedFirst(left, common) ? KNOWN : undefined
}

function isGuessedFirst(text: string, common: ReadonlySet<string>): boolean {
  if (isRun(text)) return true
  const unit = /^(.+?)\1+$/su.exec(text)?.[1]
  if (unit !== undefined && (unit.length < SHORTEST_WORD || common.has(unit))) return true
  return pieces(text).some(piece => common.has(piece) || common.has(inLetters(piece)))
}

/** What is left without signs and digits in front and behind, more of them each time: `p@ssw0rd` of `p@ssw0rd2026!`. */
function pieces(text: string): string[] {
  const [head = ''] = /^\P{L}*/u.exec(text) ?? []
  const [tail = ''] = /\P{L}*$/u.exec(text) ?? []
  const found: string[] = []
  for (let front = 0; front <= Math.min(head.length, MOST_AROUND); front++) {
    for (let behind = 0; front + behind <= MOST_AROUND && behind <= tail.length; behind++) {
      const piece = text.slice(front, text.length - behind)
      if (piece.length >= SHORTEST_WORD) found.push(piece)
    }
  }
  return found
}

/** `abcdefghij`, `0987654321`: each the next of the one before, or all alike. */
function isRun(text: string): boolean {
  const steps = new Set<number>()
  for (let i = 1; i < text.length; i++) steps.add(text.charCodeAt(i) - text.charCodeAt(i - 1))
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0] ?? 0)
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}
const inLetters = (text: string): string => text.replaceAll(/[@431!0$57]/g, sign => LOOK_ALIKES[sign] ?? sign)

/** @returns the letters and digits besides the words; undefined where none of them stands in it */
function withoutWords(text: string, words: readonly string[]): string | undefined {
  // Not both at once: digits that are digits would become letters.
  for (const reading of [text, inLetters(text)]) {
    const left = words.reduce((rest, word) => rest.replaceAll(word, ''), reading)
    if (left !== reading) return left.replaceAll(/[^\p{L}\p{N}]/gu, '')
  }
  return undefined
}

function wordsOf({ name, email, publicUrl }: PasswordOwner): string[] {
  const [local = '', domain = ''] = email.split('@')
  const labels = [domain, new URL(publicUrl).hostname].flatMap(host => host.split('.').slice(0, -1))
  const pieces = [name, local, ...labels].flatMap(text => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  const words = [...PRODUCT, ...labels.map(label => label.toLowerCase()), ...pieces]
  return [...new Set(words)].filter(word => word.length >= SHORTEST_WORD).sort((a, b) => b.length - a.length)
}

let loaded: Promise<ReadonlySet<string>> | undefined

/** Few processes ever need it: it is unpacked when somebody first chooses a password. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map(String)),
  )
  return loaded
}
