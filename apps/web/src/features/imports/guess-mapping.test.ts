import { describe, expect, it } from 'vitest'
import { completeMapping, firstMapping, guessOwner, guessStatus, missingNeeds } from './guess-mapping.ts'
import { type ImportField, type ImportKind, type ImportWithSurvey, things } from './import.ts'

const PEOPLE = [
  { id: 7, name: 'David Love' },
  { id: 8, name: "Anita D'Souza" },
]

const field = (name: string, type = 'text', choices: ImportField['choices'] = []): ImportField => ({
  name,
  label: name,
  type,
  many: false,
  choices,
})
const LEADS: ImportKind = {
  name: 'leads',
  label: 'Leads',
  words: '',
  needs: [['name', 'first_name', 'last_name']],
  can_flag: true,
  fields: [field('name'), field('owner', 'person'), field('status', 'place'), field('external_id', 'id')],
}
const DEALS: ImportKind = {
  name: 'deals',
  label: 'Deals',
  words: '',
  needs: [['lead_id'], ['outcome']],
  can_flag: false,
  fields: [
    field('lead_id', 'id'),
    field('closed_on', 'day'),
    field('outcome', 'choice', [
      { value: 'won', label: 'Won' },
      { value: 'lost', label: 'Lost' },
      { value: 'open', label: 'Still open' },
    ]),
  ],
}

const ACTIVITIES: ImportKind = {
  name: 'activities',
  label: 'Activities',
  words: '',
  needs: [],
  can_flag: false,
  fields: [field('type', 'choice'), field('direction', 'choice')],
}

const column = (name: string, samples: string[], guess: string | null) => ({
  name,
  samples,
  guess,
  filled: samples.length,
  looks: 'text' as const,
  is_sure: false,
  date_order: 'iso' as const,
  decimal_mark: null,
})

const upload: ImportWithSurvey = {
  id: 1,
  kind: 'leads',
  file_name: 'Leads.csv',
  status: 'uploaded',
  rows_total: 3,
  rows_done: 0,
  created: 0,
  updated: 0,
  matched: 0,
  refused: 0,
  reasons: [],
  undone: 0,
  kept: 0,
  kept_because: [],
  failure: null,
  mapping: null,
  created_at: '2026-11-23T10:00:00Z',
  finished_at: null,
  found: {
    columns: [
      column('Last Name', ['Hall'], 'name'),
      column('Lead Owner', ['David Love'], 'owner'),
      column('Lead Status', ['Contacted'], 'status'),
      column('Website', [], null),
    ],
    rows: 3,
    format: 'csv',
    kind: 'leads',
    guesses: { leads: ['name', 'owner', 'status', null] },
    system: 'zoho',
    phone_country: { country: 'US', why: '' },
    dates: { order: 'mdy', why: null },
    damage: { rows: 0, can_be_read: false, places: [] },
    delimiter: ',',
    encoding: 'utf-8',
    date_order: 'mdy',
    warnings: [],
    values: {
      'Lead Status': [
        { value: 'Contacted', count: 2 },
        { value: 'Junk Lead', count: 1 },
      ],
      'Lead Owner': [
        { value: 'David Love', count: 2 },
        { value: 'Nobody Known', count: 1 },
      ],
    },
  },
}
const known = { country: 'IN', people: PEOPLE, today: '23 Nov 2026' }

it.each([
  ['Contacted', 'contacted'],
  ['Not Contacted', 'new'],
  ['Attempted to Contact', 'contacted'],
  ['Contact in Future', 'contacted'],
  ['Pre Qualified', 'qualified'],
  ['Pre-Qualified', 'qualified'],
  ['Not Qualified', 'lost'],
  ['Junk Lead', 'lost'],
  ['Lost Lead', 'lost'],
  ['Converted', 'converted'],
  ['Not converted', 'new'],
  ['Yes', 'converted'],
  ['1', 'converted'],
  ['0', 'new'],
  ['in-contract', 'qualified'],
  ['Something else', 'new'],
])('%s counts as %s', (word, status) => {
  expect(guessStatus(word)).toBe(status)
})

it('knows a person by name, however it is written', () => {
  expect(guessOwner(' david  love', PEOPLE)).toBe(7)
  expect(guessOwner('Anita D Souza', PEOPLE)).toBe(8)
  expect(guessOwner('Dave', PEOPLE)).toBeNull()
})

describe('the mapping', () => {
  const first = firstMapping(upload, LEADS, known)

  it('starts from what the server found', () => {
    expect(first).toMatchObject({
      kind: 'leads',
      columns: { 'Last Name': 'name', 'Lead Owner': 'owner', 'Lead Status': 'status', Website: null },
      country: 'US',
      date_order: 'mdy',
      on_duplicate: 'skip',
      system: 'zoho',
      fingerprint: true,
    })
  })

  it('makes a name of the id where there is none, and asks for what is missing', () => {
    const found = { ...upload.found, guesses: { leads: ['external_id', null, null, null] } }
    const mapping = firstMapping({ ...upload, found }, LEADS, known)
    expect(mapping.composed).toEqual({ name: 'Lead {Last Name}' })
    expect(missingNeeds(mapping, LEADS)).toEqual([])
    expect(missingNeeds({ ...mapping, composed: {} }, LEADS)).toEqual([['name', 'first_name', 'last_name']])
  })

  it('of deals takes them for won when the file says only when', () => {
    const found = {
      ...upload.found,
      columns: [column('mql_id', [], 'lead_id'), column('won_date', [], 'closed_on')],
      guesses: { deals: ['lead_id', 'closed_on'] },
    }
    expect(firstMapping({ ...upload, found }, DEALS, known).composed).toEqual({ outcome: 'Won' })
  })

  it('of activities takes them for meetings when only the name of the file says so', () => {
    const composedOf = (file_name: string, columns: string[]) => {
      const found = {
        ...upload.found,
        columns: columns.map(name => column(name, [], null)),
        guesses: { activities: columns.map(name => (name === 'Call Type' ? 'direction' : null)) },
      }
      return firstMapping({ ...upload, file_name, found }, ACTIVITIES, known).composed
    }
    expect(composedOf('Events.csv', ['Start'])).toEqual({ type: 'meeting' })
    expect(composedOf('Events.csv', ['Start', 'Call Type'])).toBeUndefined()
    expect(composedOf('Notes.csv', ['Start'])).toBeUndefined()
  })

  it('gives each word of a choice its meaning', () => {
    const found = {
      ...upload.found,
      values: {
        Stage: ['Closed Won', 'Lost', 'Talks'].map(value => ({ value, count: 1 })),
      },
    }
    const mapping = { ...first, columns: { Stage: 'outcome' } }
    expect(completeMapping({ found }, mapping, DEALS, PEOPLE).choice_values).toEqual({
      outcome: { 'Closed Won': 'won', Lost: 'lost', Talks: 'open' },
    })
  })

  it('goes on from where it was left, unless it was for another kind', () => {
    const mapping = { ...first, country: 'AE' }
    expect(firstMapping({ ...upload, mapping }, LEADS, known)).toBe(mapping)
    expect(firstMapping({ ...upload, mapping }, DEALS, known).country).toBe('US')
  })

  it('gives every word and name a meaning, and keeps what was chosen', () => {
    const chosen = { ...first, status_values: { Contacted: 12 }, owner_values: { 'David Love': null } }
    expect(completeMapping(upload, chosen, LEADS, PEOPLE)).toMatchObject({
      status_values: { Contacted: 12, 'Junk Lead': 'lost' },
      owner_values: { 'David Love': null, 'Nobody Known': null },
    })
    expect(completeMapping(upload, first, LEADS, PEOPLE).owner_values).toEqual({
      'David Love': 7,
      'Nobody Known': null,
    })
  })

  it('says nothing of words whose column was left out', () => {
    const columns = { ...first.columns, 'Lead Status': null }
    expect(completeMapping(upload, { ...first, columns }, LEADS, PEOPLE).status_values).toEqual({})
  })
})

it('counts in words', () => {
  expect([
    things(1, LEADS),
    things(1200, DEALS),
    things(1, { name: 'activities', label: 'Activities' }),
  ]).toEqual(['1 lead', '1,200 deals', '1 activity'])
})
