import type { PresentPerson } from '@optimwalls/contract'
import { useMe } from '../lib/me.ts'
import { Avatar } from './Avatar.tsx'
import classes from './PresentPeople.module.css'

export interface PresentPeopleProps {
  /** Everybody who is here; the reader is left out. */
  people: readonly PresentPerson[]
}

const MOST_AVATARS = 3

/** Who else is looking at this page, at this moment. */
export function PresentPeople({ people }: PresentPeopleProps) {
  const { id } = useMe()
  const others = people.filter(person => person.id !== id)
  if (others.length === 0) return null
  return (
    <span className={classes.present} title={others.map(({ name }) => name).join(', ')}>
      <span className={classes.avatars}>
        {others.slice(0, MOST_AVATARS).map(person => (
          <span key={person.id} className={classes.avatar}>
            <Avatar id={person.id} name={person.name} isDecorative />
          </span>
        ))}
      </span>
      <span className={classes.words}>{wordsFor(others.map(({ name }) => name))}</span>
    </span>
  )
}

/** `Neha is looking`, `Neha and Kabir are looking`, `Neha and 3 others are looking`. */
export function wordsFor(names: readonly string[]): string {
  const [first = '', second = ''] = names.map(firstNameOf)
  if (names.length === 1) return `${first} is looking`
  if (names.length === 2) return `${first} and ${second} are looking`
  return `${first} and ${names.length - 1} others are looking`
}

function firstNameOf(name: string): string {
  return name.split(/\s/, 1)[0] ?? name
}
