import type { Random } from '../random.ts'

/** A made-up lead, before it has an owner and a stage. */
export interface InventedLead {
  name: string
  location: string
  language: string
  project_type: 'residential' | 'commercial' | 'high_budget' | null
  configuration: string
  carpet_area_sqft: number
  budget: number
  source: string
  email: string
  /** E.164. */
  phone: string
  /** Working minutes to the first response, where there is one: many at once, some after days. */
  response_minutes: number
}

/** In the middle. */
const RESPONSE_MINUTES = 45
const LONGEST_RESPONSE_MINUTES = 3_000

const FIRST_NAMES =
  'Aarav Aditi Amit Ananya Anil Anita Arjun Asha Bhavna Deepak Divya Farhan Gaurav Geeta Harish Ishaan Jyoti Karan Kavita Kiran Lakshmi Manoj Meera Mohan Nandini Neha Nikhil Pooja Prakash Priya Rahul Rajesh Rekha Ritu Rohan Sandeep Sanjay Sunita Tanvi Uma Varun Vikram Zoya'.split(
    ' ',
  )
const LAST_NAMES =
  'Agarwal Bhat Chandra Chopra Das Desai Dutta Fernandes Gupta Iyer Jain Joshi Kapoor Khan Kulkarni Kumar Malhotra Mehta Menon Mishra Nair Naidu Patel Pillai Rao Reddy Saxena Shah Sharma Shetty Singh Sinha Thomas Trivedi Varma Verma'.split(
    ' ',
  )
/** Parts of rarer names: together some 40,000, so that the dictionary of words is as wide as a real one. */
const BEGINNINGS = 'Bal Chak Dev Gan Hari Indra Jag Kam Mad Nar Pad Raj Sad Tej Vas Yash'.split(' ')
const MIDDLES = 'a ab ad ag am an ar av e en er i in ish o od ok or u ul un ur'.split(' ')
const ENDINGS =
  'appa arkar athan deep endra eshwar gopal iah jeet kanth kar krishna lal mani mohan murthy nath pal palli prasad pur puri raman raja rajan rathi ratnam ravi sagar sastry sekar shankar suri swamy thappa varman vel wadkar yappa'.split(
    ' ',
  )
const CITIES = [
  'Mumbai',
  'Pune',
  'Bengaluru',
  'Hyderabad',
  'Chennai',
  'New Delhi',
  'Gurugram',
  'Noida',
  'Ahmedabad',
  'Jaipur',
  'Kochi',
  'Indore',
  'Nagpur',
  'Lucknow',
  'Coimbatore',
]
const LANGUAGES = ['Hindi', 'English', 'Marathi', 'Tamil', 'Telugu', 'Kannada', 'Gujarati']
const PROJECT_TYPES = [
  null,
  'residential',
  'residential',
  'residential',
  'commercial',
  'high_budget',
] as const
const CONFIGURATIONS = ['1 BHK', '2 BHK', '3 BHK', '4 BHK', 'Villa', 'Office']
const SOURCES = ['website', 'referral', 'google_ads', 'facebook', 'instagram', 'walk_in', 'exhibition']

export function inventLead(random: Random): InventedLead {
  const name = `${random.pick(FIRST_NAMES)} ${lastName(random)}`
  const number = 6_000_000_000 + random.below(4_000_000_000)
  return {
    name,
    location: random.pick(CITIES),
    language: random.pick(LANGUAGES),
    project_type: random.pick(PROJECT_TYPES),
    configuration: random.pick(CONFIGURATIONS),
    carpet_area_sqft: 400 + random.below(4_000),
    budget: (2 + random.below(150)) * 50_000,
    source: random.pick(SOURCES),
    // Whole: of a million leads one in a hundred would else have the e-mail of another, and who creates them soon be told of no more.
    email: `${name.toLowerCase().replace(' ', '.')}.${number}@mail.example`,
    phone: `+91${number}`,
    response_minutes: Math.min(
      LONGEST_RESPONSE_MINUTES,
      Math.floor(-Math.log2(1 - random.next()) * RESPONSE_MINUTES),
    ),
  }
}

/** Seven of ten have a common one. */
function lastName(random: Random): string {
  if (random.next() < 0.7) return random.pick(LAST_NAMES)
  return random.pick(BEGINNINGS) + random.pick(MIDDLES) + random.pick(ENDINGS)
}
