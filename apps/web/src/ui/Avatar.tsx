import type { CSSProperties } from 'react'
import classes from './Avatar.module.css'

export interface AvatarProps {
  id: number
  name: string
  size?: 'sm' | 'md' | 'lg'
  /** True where the name stands beside it, so that it is read once. */
  isDecorative?: boolean
}

/** A person's initials on a quiet hue of their own. */
export function Avatar({ id, name, size = 'md', isDecorative = false }: AvatarProps) {
  const style = { '--h': hueOf(id) } as CSSProperties
  const naming = isDecorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name }
  return (
    <span className={classes.avatar} data-size={size} style={style} {...naming}>
      {initialsOf(name)}
    </span>
  )
}

/** First letters of the first and the last word: `Asha Nair` is AN, `Asha` is A. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(word => /^\p{L}/u.test(word))
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map(word => word?.slice(0, 1).toUpperCase() ?? '').join('')
}

/** Golden angle: neighbouring ids get hues far apart. Degrees. */
function hueOf(id: number): number {
  return Math.round((id * 137.508) % 360)
}
