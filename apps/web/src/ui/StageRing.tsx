import classes from './StageRing.module.css'

/** The category of a stage, which is the lead's status. */
export type StageCategory = 'new' | 'contacted' | 'qualified' | 'converted' | 'lost'

export interface StageRingProps {
  category: StageCategory
}

/** How far a stage is, told by its fill; the stage's word stands beside it. */
export function StageRing({ category }: StageRingProps) {
  return <span className={classes.ring} data-category={category} aria-hidden />
}
