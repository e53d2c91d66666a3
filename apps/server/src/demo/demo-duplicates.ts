import type { DemoLead } from './demo-lead.ts'
import { FIRST_NAMES } from './demo-words.ts'
import type { Random } from './random.ts'

/** One lead in so many is somebody who is there already. */
const ENQUIRES_TWICE = 60
/** How many leads came between the two: some days. */
const LEADS_BETWEEN = 7

/** Sounds that two people at the telephone write down differently. */
const SLIPS = [
  ['aa', 'a'],
  ['ee', 'i'],
  ['sh', 's'],
  ['th', 't'],
  ['v', 'w'],
  ['y', 'i'],
  ['h', ''],
  ['i', 'ee'],
  ['u', 'oo'],
] as const

/** Lets some of the leads, oldest first, be second enquiries: of the same person, written down with a slip, or of somebody of the same
 *  home. What they want and where they live is what it was; when they came and from where is their own. */
export function enquireTwice(random: Random, leads: readonly DemoLead[]): void {
  for (let i = ENQUIRES_TWICE; i < leads.length; i += ENQUIRES_TWICE) {
    const [first, second] = [leads[i - LEADS_BETWEEN], leads[i]]
    if (first && second) becomeSecond(random, first, second)
  }
}

function becomeSecond(random: Random, first: DemoLead, second: DemoLead): void {
  const isHousehold = random.next() < 0.3
  const { address, location, language, project_type, property_type, configuration, carpet_area_sqft } = first
  Object.assign(second, {
    ...{ address, location, language, project_type, property_type, configuration, carpet_area_sqft },
    name: isHousehold ? spouseOf(random, first.name) : misheard(random, first.name),
    phone: first.phone,
    email: isHousehold || random.next() < 0.5 ? null : first.email,
    budget: Math.round((first.budget * random.whole(92, 108)) / 100 / 25_000) * 25_000,
    style: first.style,
    possession_date: first.possession_date,
    // Of another team only what nobody has taken on yet.
    owner: first.owner?.teamId === second.owner?.teamId ? second.owner : first.owner,
  } satisfies Partial<DemoLead>)
}

/** The other half of a couple, or somebody else of that surname. */
function spouseOf(random: Random, name: string): string {
  const [one, other, last] = partsOf(name)
  return `${other ?? random.one(FIRST_NAMES.filter(first => first !== one))} ${last}`
}

/** The same person as somebody else wrote them down: a slip, an initial, or one of the two. */
function misheard(random: Random, name: string): string {
  const [one, other, last] = partsOf(name)
  if (other !== undefined) return `${one} ${last}`
  if (random.next() < 0.25) return `${one.charAt(0)}. ${last}`
  const slip = SLIPS.find(([from]) => one.includes(from, 1))
  return slip ? `${one.charAt(0)}${one.slice(1).replace(slip[0], slip[1])} ${last}` : `${last} ${one}`
}

/** "Asha & Ravi Rao": Asha, Ravi, Rao. */
function partsOf(name: string): [one: string, other: string | undefined, last: string] {
  const words = name.split(' ')
  const last = words.at(-1) ?? name
  return [words[0] ?? name, words.length > 2 ? words.at(-2) : undefined, last]
}
