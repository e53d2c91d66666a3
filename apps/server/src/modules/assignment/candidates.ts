import { dayIn, isAway, type LeadTaker } from '../access/index.ts'
import type { Candidate } from './choose.ts'

/** What candidates are made of at one moment. */
export interface CandidateState {
  people: readonly LeadTaker[]
  /** What each of them has in hand. */
  open: ReadonlyMap<number, number>
  isAtWork: (person: LeadTaker) => boolean
  firmTimeZone: string
  now: Date
}

/** Those of the people who are neither on leave nor out, each on the day that it is for them, ready to be chosen among. */
export function candidatesOf({
  people,
  open,
  isAtWork,
  firmTimeZone,
  now,
}: CandidateState): (LeadTaker & Candidate)[] {
  return people
    .filter(person => !isAway(person, dayIn(person.time_zone ?? firmTimeZone, now)))
    .map(person => ({ ...person, open: open.get(person.id) ?? 0, isAtWork: isAtWork(person), turn: 0 }))
}
