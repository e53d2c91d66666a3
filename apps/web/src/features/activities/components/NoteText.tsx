import { Fragment } from 'react'
import classes from './Timeline.module.css'

export interface NoteTextProps {
  note: string
  /** People named with @ in it. */
  mentions: readonly { id: number; name: string }[]
}

/** What was said, with the people named in it set off. */
export function NoteText({ note, mentions }: NoteTextProps) {
  return (
    <p className={classes.note}>
      {parts(
        note,
        mentions.map(({ name }) => `@${name}`),
      ).map(({ text, isName, at }) => (
        <Fragment key={at}>{isName ? <mark className={classes.mention}>{text}</mark> : text}</Fragment>
      ))}
    </p>
  )
}

/** Cuts a text at the names in it. */
export function parts(
  text: string,
  names: readonly string[],
): { text: string; isName: boolean; at: number }[] {
  const found: { text: string; isName: boolean; at: number }[] = []
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const name = text[at] === '@' ? names.find(one => text.startsWith(one, at)) : undefined
    if (!name) continue
    if (at > from) found.push({ text: text.slice(from, at), isName: false, at: from })
    found.push({ text: name, isName: true, at })
    from = at + name.length
    at = from - 1
  }
  if (from < text.length) found.push({ text: text.slice(from), isName: false, at: from })
  return found
}
