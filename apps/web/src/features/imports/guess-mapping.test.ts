import { describe, expect, it } from 'vitest'
import { completeMapping, firstMapping, guessOwner, guessStatus } from './guess-mapping.ts'
import type { ImportWithSurvey } from './import.ts'

const PEOPLE = [
  { id: 7, name: 'David Love' },
  { id: 8, name: "Anita D'Souza" },
]

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
    guesses: {},
    system: 'leads',
    phone_country: null,
    dates: { order: 'dmy', why: null },
    damage: { rows: 0, can_be_read: false, places: [] },
    delimiter: ',',
    encoding: 'utf-8',
    date_order: 'dmy',
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
  const first = firstMapping(upload, { country: 'IN', people: PEOPLE, today: '23 Nov 2026' })

  it('starts from the guesses of the server', () => {
    expect(first).toMatchObject({
      columns: { 'Last Name': 'name', 'Lead Owner': 'owner', 'Lead Status': 'status', Website: null },
      country: 'IN',
      date_order: 'dmy',
      on_duplicate: 'skip',
    })
  })

  it('goes on from where it was left', () => {
    const mapping = { ...first, country: 'US' }
    expect(firstMapping({ ...upload, mapping }, { country: 'IN', people: [], today: '' })).toBe(mapping)
  })

  it('gives every word and name a meaning, and keeps what was chosen', () => {
    const chosen = { ...first, status_values: { Contacted: 12 }, owner_values: { 'David Love': null } }
    expect(completeMapping(upload, chosen, PEOPLE)).toMatchObject({
      status_values: { Contacted: 12, 'Junk Lead': 'lost' },
      owner_values: { 'David Love': null, 'Nobody Known': null },
    })
    expect(completeMapping(upload, first, PEOPLE).owner_values).toEqual({
      'David Love': 7,
      'Nobody Known': null,
    })
  })

  it('says nothing of words whose column was left out', () => {
    const columns = { ...first.columns, 'Lead Status': null }
    expect(completeMapping(upload, { ...first, columns }, PEOPLE).status_values).toEqual({})
  })
})
