/** A contact of an address book, whatever it was written in: the columns of the table that it becomes. */
export const CARD_COLUMNS = [
  'Name',
  'E-mail',
  'E-mail 2',
  'Phone',
  'Phone 2',
  'Phone 3',
  'Phone 4',
  'Phone 5',
  'Address',
  'City',
  'Company',
  'Job title',
  'Labels',
  'Website',
  'Notes',
  'UID',
] as const

export interface Card {
  fullName: string
  /** Family, given, middle, prefixes, suffixes. */
  name: readonly string[]
  nickname: string
  emails: { value: string; types: string }[]
  phones: { value: string; types: string }[]
  addresses: { parts: readonly string[]; types: string }[]
  company: string
  title: string
  labels: string
  website: string
  notes: string
  uid: string
  /** A list of others, such as “My friends”, and no contact. */
  isGroup: boolean
}

export const emptyCard = (): Card => ({
  fullName: '',
  name: [],
  nickname: '',
  emails: [],
  phones: [],
  addresses: [],
  company: '',
  title: '',
  labels: '',
  website: '',
  notes: '',
  uid: '',
  isGroup: false,
})

/** The row of a card, in the order of `CARD_COLUMNS`. Mobile phones come first, faxes and pagers not at all. */
export function rowOfCard(card: Card): string[] {
  const phones = card.phones.filter(
    ({ types }) => !/FAX|PAGER|MODEM|TLX/.test(types) || /CELL|VOICE/.test(types),
  )
  const ranked = [...phones].sort((a, b) => rank(a.types) - rank(b.types)).map(({ value }) => value)
  const numbers = [...new Map(ranked.map(value => [value.replace(/\D/g, ''), value])).values()]
  const emails = [...card.emails].sort((a, b) => pref(a.types) - pref(b.types))
  const address = [...card.addresses].sort((a, b) => rank(a.types) - rank(b.types))[0]?.parts ?? []
  const [, extended = '', street = '', city = '', region = '', code = '', country = ''] = address
  const whole = [extended, street, city, region, code, country].filter(Boolean).join(', ')
  return [
    nameOf(card),
    emails[0]?.value ?? '',
    emails[1]?.value ?? '',
    ...[0, 1, 2, 3, 4].map(nth => numbers[nth] ?? ''),
    whole.replace(/\s*\n\s*/g, ', '),
    city,
    card.company,
    card.title,
    card.labels,
    card.website,
    card.notes,
    card.uid,
  ]
}

const pref = (types: string): number => (/PREF/.test(types) ? 0 : 1)
const rank = (types: string): number => (/CELL|MOBILE|IPHONE/.test(types) ? 0 : 2) + pref(types)

/** What a person is called; a card without a name is called by its company, its e-mail or its phone. */
function nameOf(card: Card): string {
  const [family = '', given = '', middle = ''] = card.name
  const parts = [given, middle, family].map(part => part.trim()).filter(Boolean)
  const email = card.emails[0]?.value.split('@')[0] ?? ''
  return (
    card.fullName.trim() ||
    parts.join(' ') ||
    card.nickname ||
    card.company ||
    email.replace(/[._]+/g, ' ') ||
    (card.phones[0]?.value ?? '')
  )
}
