import { type ChartModel, type ChartRow, sayRow } from '../chart-model.ts'
import classes from './BarChart.module.css'
import { FigureLink } from './FigureLink.tsx'
import { NarrowButton } from './NarrowButton.tsx'

export interface BarChartProps {
  /** The whole, and the part of it that is filled. */
  model: ChartModel
  /** What narrows the page to a row; nothing where it cannot. */
  narrow?: ((row: ChartRow) => (() => void) | null) | undefined
}

/** Groups drawn before the rest is left to the table. */
export const MOST_BARS = 20

/** A bar for each group, with the part of it that is filled; each opens its leads. */
export function BarChart({ model: { series, rows }, narrow }: BarChartProps) {
  const most = Math.max(1, ...rows.map(row => row.points[0]?.value ?? 0))
  const width = (value: number | null) => `${Math.round(((value ?? 0) / most) * 1000) / 10}%`
  const bars = (row: ChartRow) =>
    row.points.map((point, place) => (
      <rect
        key={series[place]?.name}
        className={series[place]?.tint === 1 ? classes.whole : classes.part}
        width={width(point.value)}
        height="100%"
        rx="3"
      />
    ))
  return (
    <>
      <ul className={classes.bars}>
        {rows.slice(0, MOST_BARS).map(row => (
          <li key={row.key} className={narrow ? classes.line : undefined}>
            <FigureLink
              leads={row.points[0]?.leads ?? null}
              label={sayRow(row, series)}
              className={classes.row}
            >
              <span className={classes.label}>{row.label}</span>
              <svg className={classes.drawing} aria-hidden="true" focusable="false">
                {bars(row)}
              </svg>
              <span className={classes.figure} data-two={row.points.length > 1 || undefined}>
                {row.points.map(({ text }, place) => (
                  <span key={series[place]?.name} className={place > 0 ? classes.some : undefined}>
                    {text}
                  </span>
                ))}
              </span>
            </FigureLink>
            <NarrowButton label={row.label} onNarrow={narrow?.(row) ?? null} />
          </li>
        ))}
      </ul>
      {rows.length > MOST_BARS && (
        <p className={classes.rest}>{rows.length - MOST_BARS} more are in the table.</p>
      )}
    </>
  )
}
