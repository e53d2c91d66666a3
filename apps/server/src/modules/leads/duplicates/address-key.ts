import { nameWords } from '../name-words.ts'

/** Words of an address that some write and others leave out. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  'no number flat flt apartment apartments apt unit house room door plot at near opp opposite the of india'.split(
    ' ',
  ),
)
const SHORT: Readonly<Record<string, string>> = {
  road: 'rd',
  street: 'st',
  lane: 'ln',
  floor: 'fl',
  society: 'soc',
  chs: 'soc',
  building: 'bldg',
  sector: 'sec',
  phase: 'ph',
  block: 'blk',
  colony: 'col',
  nagar: 'ngr',
  marg: 'mrg',
}

/** An address under which two writings of it are the same: words in alphabetical order, the usual short forms, without what people
 *  leave out. Null when it does not name one home: without a number or with fewer than three words it is a street or a tower. */
export function addressKey(address: string): string | null {
  // "B-204", "B 204" and "B204" are one flat.
  const split = address.replace(/(\p{L})[\s-]*(\d)/gu, '$1 $2').replace(/(\d)(?:st|nd|rd|th)\b/gi, '$1')
  const words = nameWords(split)
    .filter(word => !LEFT_OUT.has(word))
    .map(word => SHORT[word] ?? word)
  if (words.length < 3 || !words.some(word => /\d/.test(word))) return null
  return [...new Set(words)].sort().join(' ')
}
