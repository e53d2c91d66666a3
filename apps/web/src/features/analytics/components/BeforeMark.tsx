import classes from './BeforeMark.module.css'

export interface BeforeMarkProps {
  /** Absent: there is nothing to compare with. */
  before: { value: number } | undefined
  /** What the bar is as wide as. */
  most: number
}

/** Stands in a bar where it ended in the range that it is compared with. */
export function BeforeMark({ before, most }: BeforeMarkProps) {
  if (!before) return null
  const x = `${Math.round((before.value / most) * 1000) / 10}%`
  const ends = { x1: x, x2: x, y1: '0', y2: '100%' }
  return (
    <>
      <line {...ends} className={classes.seam} />
      <line {...ends} className={classes.before} />
    </>
  )
}
