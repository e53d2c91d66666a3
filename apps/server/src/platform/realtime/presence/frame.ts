import type { PresenceFrame, PresentPerson, Topic } from '@optimwalls/contract'
import type { Member } from './roster.ts'

const MOST_PEOPLE = 50
const MOST_DOINGS = 4

/** What those at a topic are told: each person once, whoever came first first. */
export function frameOf(topic: Topic, members: readonly Member[]): PresenceFrame {
  const people = new Map<number, PresentPerson>()
  for (const { userId, name, doing } of members.toSorted((a, b) => a.since - b.since)) {
    const person = people.get(userId) ?? { id: userId, name, doing: [] }
    people.set(userId, person)
    if (Object.keys(doing).length > 0 && person.doing.length < MOST_DOINGS) person.doing.push(doing)
  }
  const all = [...people.values()]
  return { topic, people: all.slice(0, MOST_PEOPLE), more: Math.max(0, all.length - MOST_PEOPLE) }
}
