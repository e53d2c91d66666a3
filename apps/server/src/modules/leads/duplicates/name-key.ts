import { nameWords } from '../name-words.ts'

/** Ways to address people; they say nothing of who it is. */
const HONORIFICS: ReadonlySet<string> = new Set(
  'mr mrs ms miss mx dr prof er adv ca sir madam shri sri shree smt shrimati kum km late capt col maj ji saheb sahib'.split(
    ' ',
  ),
)
/** Second names that some write and others leave out, where there are two others. */
const FILLERS: ReadonlySet<string> = new Set(
  'kumar kumari devi bai bhai ben behn lal singh nath and family'.split(' '),
)
/** Old and new names of a city are one city. */
const CITIES: Readonly<Record<string, string>> = {
  bangalore: 'bengaluru',
  bombay: 'mumbai',
  poona: 'pune',
  madras: 'chennai',
  calcutta: 'kolkata',
  gurgaon: 'gurugram',
  mysore: 'mysuru',
  mangalore: 'mangaluru',
  trivandrum: 'thiruvananthapuram',
  cochin: 'kochi',
  calicut: 'kozhikode',
  baroda: 'vadodara',
  allahabad: 'prayagraj',
  vizag: 'visakhapatnam',
  pondicherry: 'puducherry',
  aurangabad: 'sambhajinagar',
}

/** In this order: one sound, one letter, however it is spelled in Latin script. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/(?<=[a-z])(bhai|bhen|ben|ji)$/g, ''],
  [/ksh|x/g, 'ks'],
  [/sch|sh/g, 's'],
  [/ch+/g, 'c'],
  [/c(?=[eiy])/g, 's'],
  [/ck|q/g, 'k'],
  [/([bdgjkpt])h/g, '$1'],
  [/w/g, 'v'],
  [/z/g, 'j'],
  [/ee|ea|y|ie/g, 'i'],
  [/oo|ou/g, 'u'],
  [/au|ow|ao/g, 'o'],
  [/ai|ey|ay|ei/g, 'e'],
  [/(.)\1+/g, '$1'],
]

/** Shorter words are left as they are: their endings are part of them. */
const LONG = 6
const SHORT_SPELLINGS = SPELLINGS.filter((_rule, i) => i !== 1)

/** The same words stand in the names of very many people: of these it is known how they sound. */
const sounds = new Map<string, string>()
const MOST_SOUNDS = 20_000

/** The word as it sounds: `Choudhary`, `Chaudhari` and `Chowdhury` come close. Other scripts than Latin stay as they are. */
function asItSounds(word: string): string {
  const known = sounds.get(word)
  if (known !== undefined) return known
  const rules = word.length < LONG ? SHORT_SPELLINGS : SPELLINGS
  const sound = rules.reduce((text, [pattern, by]) => text.replace(pattern, by), word)
  if (sounds.size >= MOST_SOUNDS) sounds.clear()
  sounds.set(word, sound)
  return sound
}

/** The consonants, behind the first letter; vowels are what spellings differ in most. */
function skeleton(sound: string): string {
  const first = /^[aeiou]/.test(sound) ? 'a' : sound.slice(0, 1)
  return (first + sound.slice(1).replace(/[aeiouh]/g, '')).replace(/(.)\1+/g, '$1')
}

/** The name as it sounds, its words in alphabetical order, without titles: what similarity is measured on. */
export function soundOfName(name: string): string {
  const words = nameWords(name).filter(word => !HONORIFICS.has(word) && word.length > 1)
  const needed = words.filter(word => !FILLERS.has(word))
  return (needed.length >= 2 ? needed : words).map(asItSounds).sort().join(' ')
}

/** The city in one spelling; of `Baner, Pune` what stands last. */
function cityKey(location: string): string {
  const last =
    location
      .split(',')
      .findLast(part => part.trim() !== '')
      ?.trim() ?? ''
  return nameWords(last)
    .map(word => CITIES[word] ?? word)
    .map(word => skeleton(asItSounds(word)))
    .join(' ')
}

/** The key under which leads meet whose names read alike in the same city, in any order, with or without titles, however they are
 *  spelled; null when there is too little to go by: no city, or only one name. Coarse: what meets is then compared. */
export function blockingKey(name: string, location: string | null): string | null {
  const words = soundOfName(name).split(' ').filter(Boolean)
  const city = location === null ? '' : cityKey(location)
  if (words.length < 2 || city === '') return null
  return `${words.map(skeleton).sort().join(' ')}@${city}`.slice(0, 200)
}
