import classes from './TagChip.module.css'

/** Names of the categorical palette. */
export type PaletteColor = 'teal' | 'orange' | 'indigo' | 'sky' | 'plum' | 'grey'

/** A tag or an option: its word, with a dot in its colour. */
export function TagChip({ name, color }: { name: string; color?: PaletteColor | undefined }) {
  return (
    <span className={classes.chip} data-color={color ?? 'grey'}>
      <span className={classes.name}>{name}</span>
    </span>
  )
}
