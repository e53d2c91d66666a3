import type { ReportView } from '../report-view.ts'
import classes from './BarChart.module.css'
import { FigureLink } from './FigureLink.tsx'

export interface BarChartProps {
  view: ReportView
  /** The columns of the bar and of its filled part. */
  drawn: { whole: string; part?: string }
}

/** Groups drawn before the rest is left to the table. */
const MOST_BARS = 20

/** A bar for each group, with the part of it that is filled; each opens its leads. */
export function BarChart({ view, drawn }: BarChartProps) {
  const whole = view.columns.findIndex(column => column.name === drawn.whole)
  const part = view.columns.findIndex(column => column.name === drawn.part)
  const most = Math.max(1, ...view.rows.map(row => row.figures[whole]?.value ?? 0))
  const width = (value: number | null | undefined) => `${Math.round(((value ?? 0) / most) * 1000) / 10}%`
  const partLabel = view.columns[part]?.label.toLowerCase()
  return (
    <>
      <p className={classes.legend}>
        <span className={classes.ofWhole}>{view.columns[whole]?.label}</span>
        {part >= 0 && <span className={classes.ofPart}>{view.columns[part]?.label}</span>}
      </p>
      <ul className={classes.bars}>
        {view.rows.slice(0, MOST_BARS).map(row => {
          const [all, some] = [row.figures[whole], row.figures[part]]
          const words = `${row.label}: ${all?.text}${some ? `, ${some.text} ${partLabel}` : ''}`
          return (
            <li key={row.key}>
              <FigureLink leads={all?.leads ?? null} label={words} className={classes.row}>
                <span className={classes.label}>{row.label}</span>
                <svg className={classes.drawing} aria-hidden="true" focusable="false">
                  <rect className={classes.whole} width={width(all?.value)} height="100%" rx="3" />
                  {some && <rect className={classes.part} width={width(some.value)} height="100%" rx="3" />}
                </svg>
                <span className={classes.figure}>
                  {all?.text}
                  {some && <span className={classes.some}>{some.text}</span>}
                </span>
              </FigureLink>
            </li>
          )
        })}
      </ul>
      {view.rows.length > MOST_BARS && (
        <p className={classes.rest}>{view.rows.length - MOST_BARS} more are in the table.</p>
      )}
    </>
  )
}
