import { Checkbox } from '@mantine/core'
import classes from './LeadTick.module.css'

export interface LeadTickProps {
  /** What it ticks: "Select Asha Rao". */
  label: string
  isOn: boolean
  /** Some of what it stands for. */
  isPartly?: boolean
  /** Only the box of a whole list is a stop of the Tab key: the rows have X. */
  isTabStop: boolean
  onTick: (isRange: boolean) => void
}

/** A box to tick; its label, which nobody sees, fills the place that the box stands in, so that every click there counts. */
export function LeadTick({ label, isOn, isPartly = false, isTabStop, onTick }: LeadTickProps) {
  return (
    <Checkbox
      classNames={{ label: classes.label }}
      label={<span className={classes.said}>{label}</span>}
      tabIndex={isTabStop ? 0 : -1}
      checked={isOn}
      indeterminate={isPartly}
      onChange={event => onTick(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
    />
  )
}
