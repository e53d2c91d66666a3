import { Avatar } from './Avatar.tsx'
import classes from './Person.module.css'

export interface PersonProps {
  person: { id: number; name: string } | null | undefined
  /** The first name alone, where room is short. */
  isShort?: boolean
  /** Words for nobody. */
  none?: string
}

/** A colleague: initials and name. */
export function Person({ person, isShort = false, none = '—' }: PersonProps) {
  if (!person) return <span className={classes.none}>{none}</span>
  return (
    <span className={classes.person} title={person.name}>
      <Avatar id={person.id} name={person.name} size="sm" isDecorative />
      <span className={classes.name}>{isShort ? person.name.split(' ')[0] : person.name}</span>
    </span>
  )
}
