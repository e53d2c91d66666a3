import { expect, test } from 'vitest'
import type { Strategy } from './assignment.schemas.ts'
import { type Candidate, choose } from './choose.ts'

const LEAD = {
  project_type: 'high_budget',
  property_type: 'Villa',
  style: null,
  language: 'Marathi',
  location: 'Pune',
}
const someone = (id: number, fields: Partial<Candidate> = {}): Candidate => ({
  ...{ id, open: 0, capacity: null, expertise: [], languages: [], areas: [], isAtWork: true, turn: 0 },
  ...fields,
})

test.each<[string, Strategy[], Candidate[], number | undefined, string]>([
  ['nobody', ['round_robin'], [], undefined, ''],
  [
    'whoever has waited longest',
    ['round_robin'],
    [someone(1, { turn: 9 }), someone(2, { turn: 4 })],
    2,
    'next in turn',
  ],
  ['the smaller id of two new ones', ['round_robin'], [someone(3), someone(2)], 2, 'next in turn'],
  [
    'the smaller share of the capacity, not the fewer leads',
    ['least_open'],
    [someone(1, { open: 8, capacity: 10 }), someone(2, { open: 12, capacity: 30 })],
    2,
    'least open work: 12 of 30',
  ],
  [
    'nobody who is full',
    ['expertise'],
    [someone(1, { open: 5, capacity: 5, areas: ['Pune'] }), someone(2, { open: 400 })],
    2,
    'next in turn',
  ],
  ['nobody at all when all are full', ['least_open'], [someone(1, { capacity: 0 })], undefined, ''],
  [
    'who knows most of the lead, in whatever case',
    ['expertise', 'least_open'],
    [
      someone(1, { languages: ['marathi'] }),
      someone(2, { open: 3, languages: ['Marathi'], areas: ['PUNE'], expertise: ['High budget', 'villa'] }),
    ],
    2,
    'knows high budget, knows Villa, speaks Marathi, works in Pune, least open work: 3',
  ],
  [
    'the second strategy where the first finds no difference',
    ['expertise', 'least_open'],
    [someone(1, { open: 4, areas: ['Pune'] }), someone(2, { open: 3, areas: ['Pune'] })],
    2,
    'works in Pune, least open work: 3',
  ],
  [
    'who is at work before who is not',
    ['least_open'],
    [someone(1, { isAtWork: false }), someone(2, { open: 9 })],
    2,
    'least open work: 9',
  ],
])('chooses %s', (_what, strategy, candidates, id, why) => {
  const choice = choose(candidates, strategy, LEAD)
  expect([choice?.candidate.id, choice?.why ?? '']).toEqual([id, why])
})
