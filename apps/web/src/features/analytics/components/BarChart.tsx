import { type ChartModel, type ChartRow, mostOf, sayRow } from '../chart-model.ts'
import classes from './BarChart.module.css'
import { BeforeMark } from './BeforeMark.tsx'
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
  const shown = rows.slice(0, MOST_BARS)
  const most = mostOf(rows)
  const width = (value: number | null) => `${Math.round(((value ?? 0) / most) * 1000) / 10}%`
  const isPart = (place: number) => series.length === 1 || series[place]?.tint !== 1
  const narrows = shown.map(row => narrow?.(row) ?? null)
  return (
    <>
      <ul
        className={classes.bars}
        data-two={series.length > 1 || undefined}
        data-deeds={narrows.some(Boolean) || undefined}
      >
        {series.length > 1 && (
          <li className={classes.line} aria-hidden="true">
            <span className={classes.row} data-heads>
              <span className={classes.label} />
              <span />
              {series.map(({ name, label }) => (
                <span key={name} className={classes.figure}>
                  {label}
                </span>
              ))}
            </span>
          </li>
        )}
        {shown.map((row, at) => (
          <li key={row.key} className={classes.line}>
            <FigureLink
              leads={row.points[0]?.leads ?? null}
              label={sayRow(row, series)}
              className={classes.row}
            >
              <span className={classes.label}>{row.label}</span>
              <svg className={classes.drawing} aria-hidden="true" focusable="false">
                {row.points.map((point, place) => (
                  <rect
                    key={series[place]?.name}
                    className={isPart(place) ? classes.part : classes.whole}
                    width={width(point.value)}
                    height="100%"
                    rx="3"
                  />
                ))}
                <BeforeMark before={row.points[0]?.before} most={most} />
              </svg>
              {row.points.map(({ text }, place) => (
                <span
                  key={series[place]?.name}
                  className={place > 0 ? `${classes.figure} ${classes.some}` : classes.figure}
                >
                  {text}
                </span>
              ))}
            </FigureLink>
            <NarrowButton label={row.label} onNarrow={narrows[at] ?? null} />
          </li>
        ))}
      </ul>
      {rows.length > MOST_BARS && (
        <p className={classes.rest}>{rows.length - MOST_BARS} more are in the table.</p>
      )}
    </>
  )
}
