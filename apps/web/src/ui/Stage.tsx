import classes from './Stage.module.css'
import { type StageCategory, StageRing } from './StageRing.tsx'

export interface StageProps {
  name: string
  category: StageCategory
}

/** A stage as lists and headers show it: ring, then word. */
export function Stage({ name, category }: StageProps) {
  return (
    <span className={classes.stage}>
      <StageRing category={category} />
      <span className={classes.name}>{name}</span>
    </span>
  )
}
