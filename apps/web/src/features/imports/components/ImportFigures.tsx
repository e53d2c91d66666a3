import { countOf } from '../import.ts'
import classes from './ImportPreviewPanel.module.css'

/** How many of each, in one frame. What is nothing is left out, but for the first. */
export function ImportFigures({
  figures,
}: {
  figures: readonly (readonly [label: string, value: number])[]
}) {
  const shown = figures.filter(([, value], i) => i === 0 || value > 0)
  return (
    <dl className={classes.figures}>
      {shown.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{countOf(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
