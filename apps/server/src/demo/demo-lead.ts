import type { DemoStaff } from '../modules/access/index.ts'
import {
  CITIES,
  FIRST_NAMES,
  LANGUAGES,
  LAST_NAMES,
  LOST_REASONS,
  SOURCES,
  STYLES,
  TAGS,
  TOWERS,
} from './demo-words.ts'
import type { Random } from './random.ts'

const DAY_MS = 86_400_000

/** How much more of an outcome lies in what is known than the odds below say by themselves: so much that a year of leads teaches it. */
const SIGNAL = 1.5
/** What each salesperson of a team adds to the log-odds. */
const OWNER_ODDS = [0.5, 0.25, 0, -0.15, -0.4]

/** A made-up lead with a life: when it came, how far it went, and why it ended. */
export interface DemoLead {
  name: string
  email: string | null
  phone: string
  address: string
  location: string
  language: string
  project_type: 'residential' | 'commercial' | 'high_budget' | null
  property_type: string
  configuration: string
  carpet_area_sqft: number
  budget: number
  style: string
  possession_date: string | null
  source: string
  tags: string[]
  consent: { call?: boolean; whatsapp?: boolean; email?: boolean }
  owner: { id: number; teamId: number } | null
  createdAt: Date
  /** 0 to 1: how likely a lead like this converts. */
  likelihood: number
  outcome: 'open' | 'converted' | 'lost'
  /** How much of its pipeline it went through, 0 to 1. */
  reach: number
  /** Days from its arrival to its last move. */
  movedForDays: number
  lostReason: string | null
}

/** Whether a lead converts depends on where it came from, what it may cost, when the keys are handed over and who looks after it:
 *  there is something in the data for reports and scores to find. */
export function makeDemoLead(random: Random, staff: DemoStaff, now: Date): DemoLead {
  const region = random.weighted([['pune', 52] as const, ['bengaluru', 48] as const])
  const teamId = region === 'pune' ? staff.teams.puneId : staff.teams.bengaluruId
  const [city, , areas] = random.weighted(CITIES[region].map(one => [one, one[1]] as const))
  const ageDays = Math.floor(730 * random.next() ** 1.35)
  const createdAt = arrival(random, now, ageDays)
  const kind = random.weighted([
    ['residential', 62] as const,
    ['commercial', 16] as const,
    ['high_budget', 9] as const,
    [null, 13] as const,
  ])
  const home = homeOf(random, kind)
  const [source, , sourceOdds] = random.weighted(SOURCES.map(one => [one, one[1]] as const))
  const possessionDays = random.next() < 0.7 ? random.whole(-60, 420) : null
  const salespeople = staff.salespeople.filter(person => person.teamId === teamId)
  const ownerIndex = random.whole(0, salespeople.length - 1)
  const isWaiting = ageDays < 3 && random.next() < 0.35
  const owner = isWaiting ? null : (salespeople[ownerIndex] ?? null)

  const soon = possessionDays !== null && possessionDays >= 0 && possessionDays <= 120 ? 0.8 : 0
  const rich = Math.log(home.budget / 1_200_000) * 0.45
  const odds = -1.4 + SIGNAL * (sourceOdds + soon + rich + (OWNER_ODDS[ownerIndex] ?? 0))
  const likelihood = 1 / (1 + Math.exp(-odds))
  const isClosed = random.next() < 1 - Math.exp(-ageDays / 170)
  const outcome = !isClosed ? 'open' : random.next() < likelihood ? 'converted' : 'lost'
  const last = random.one(LAST_NAMES)
  const first = random.one(FIRST_NAMES)
  const name = random.next() < 0.12 ? `${first} & ${random.one(FIRST_NAMES)} ${last}` : `${first} ${last}`
  return {
    name,
    email: random.next() < 0.72 ? `${first}.${last}${random.whole(1, 999)}@mail.example`.toLowerCase() : null,
    phone: `+91${random.one(['98', '97', '99', '96', '90', '88', '70'])}${String(random.whole(0, 99_999_999)).padStart(8, '0')}`,
    address: `${random.whole(1, 24)}0${random.whole(1, 8)}, ${random.one(TOWERS)}, ${random.one<string>(areas)}`,
    location: city,
    language: random.one(LANGUAGES[region]),
    project_type: kind,
    ...home,
    style: random.one(STYLES),
    possession_date:
      possessionDays === null
        ? null
        : new Date(createdAt.getTime() + possessionDays * DAY_MS).toISOString().slice(0, 10),
    source,
    tags: TAGS.filter(() => random.next() < 0.13),
    consent: { call: true, whatsapp: random.next() < 0.8, ...(random.next() < 0.5 && { email: true }) },
    owner,
    createdAt,
    likelihood,
    outcome,
    reach: owner === null ? 0 : Math.min(1, random.next() * 0.5 + Math.min(ageDays / 40, 1) * random.next()),
    // A day short of today, or its last move could still be to come.
    movedForDays: Math.min(Math.max(ageDays - 1, 0), random.whole(1, 70)),
    lostReason: outcome === 'lost' ? random.weighted(LOST_REASONS) : null,
  }
}

/** Most enquiries come between nine and nine, fewer on Sundays. */
function arrival(random: Random, now: Date, ageDays: number): Date {
  const day = new Date(now.getTime() - ageDays * DAY_MS)
  if (day.getUTCDay() === 0 && random.next() < 0.5) day.setTime(day.getTime() - DAY_MS)
  // 3:30 to 15:30 UTC is nine to nine in India.
  day.setUTCHours(3, 30 + random.whole(0, 12 * 60 - 1), random.whole(0, 59), 0)
  return day > now ? new Date(now.getTime() - random.whole(1, 300) * 60_000) : day
}

function homeOf(random: Random, kind: DemoLead['project_type']) {
  const thousands = (from: number, to: number) => random.whole(from / 25, to / 25) * 25_000
  if (kind === 'commercial') {
    const configuration = random.one(['Office', 'Retail', 'Café', 'Clinic'])
    return {
      property_type: 'Commercial',
      configuration,
      carpet_area_sqft: random.whole(60, 900) * 10,
      budget: thousands(800, 9000),
    }
  }
  if (kind === 'high_budget') {
    const configuration = random.one(['Villa', '5 BHK', 'Penthouse', '4 BHK'])
    return {
      property_type: 'Villa',
      configuration,
      carpet_area_sqft: random.whole(260, 700) * 10,
      budget: thousands(5000, 25_000),
    }
  }
  const configuration = random.weighted([
    ['1 BHK', 10],
    ['2 BHK', 42],
    ['3 BHK', 36],
    ['4 BHK', 8],
    ['Kitchen', 4],
  ] as const)
  const size = { '1 BHK': 55, '2 BHK': 85, '3 BHK': 130, '4 BHK': 190, Kitchen: 11 }[configuration]
  return {
    property_type: 'Apartment',
    configuration,
    carpet_area_sqft: size * 10 + random.whole(-20, 40),
    budget: Math.max(175_000, thousands(size * 6, size * 18)),
  }
}
