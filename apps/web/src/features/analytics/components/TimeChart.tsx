import { useElementSize } from '@mantine/hooks'
import { useState } from 'react'
import type { ReportView } from '../report-view.ts'
import { FigureLink } from './FigureLink.tsx'
import classes from './TimeChart.module.css'

export interface TimeChartProps {
  view: ReportView
  /** The columns of the line and of the second one under it. */
  drawn: { whole: string; part?: string }
}

const HEIGHT = 220
const TOP = 12
const BOTTOM = 24
const LEFT = 40
/** A narrower strip cannot be hit with a finger: the table has its figures and the ways to its leads. */
const NARROWEST_TARGET = 24
/** Half of a label of the periods, at most. */
const HALF_LABEL = 32

/** The next figure of 1, 2, 5, 10, 20 …, so that gridlines stand at round ones. */
export function roundUp(value: number): number {
  if (value <= 1) return 1
  const size = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find(times => times * size >= value) ?? 10) * size
}

/** Lines over periods. Each period is a strip that shows its figures under the mouse and the focus, and opens its leads. */
export function TimeChart({ view, drawn }: TimeChartProps) {
  const { ref, width } = useElementSize()
  const [shown, setShown] = useState<number | null>(null)
  const whole = view.columns.findIndex(column => column.name === drawn.whole)
  const part = view.columns.findIndex(column => column.name === drawn.part)
  const count = view.rows.length
  const top = roundUp(Math.max(0, ...view.rows.map(row => row.figures[whole]?.value ?? 0)))
  const step = (Math.max(width, 240) - LEFT) / Math.max(1, count)
  const x = (place: number) => LEFT + step * (place + 0.5)
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM)
  const line = (column: number) =>
    view.rows.map((row, place) => `${x(place)},${y(row.figures[column]?.value ?? 0)}`).join(' ')
  const every = Math.max(1, Math.ceil(64 / step))
  const row = shown === null ? undefined : view.rows[shown]

  return (
    <div className={classes.chart}>
      <p className={classes.legend}>
        <span className={classes.first}>{view.columns[whole]?.label}</span>
        {part >= 0 && <span className={classes.second}>{view.columns[part]?.label}</span>}
        <span className={classes.told}>
          {row &&
            `${row.label}: ${[whole, part].flatMap(column => row.figures[column]?.text ?? []).join(', ')}`}
        </span>
      </p>
      <div ref={ref} className={classes.field} style={{ height: HEIGHT }}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden="true" focusable="false" className={classes.drawing}>
            {[0, 0.5, 1].map(share => (
              <g key={share}>
                <line x1={LEFT} x2={width} y1={y(top * share)} y2={y(top * share)} className={classes.grid} />
                <text x={LEFT - 8} y={y(top * share) + 4} textAnchor="end" className={classes.words}>
                  {(top * share).toLocaleString('en-IN')}
                </text>
              </g>
            ))}
            {view.rows.map(
              ({ key, label }, place) =>
                place % every === 0 && (
                  <text
                    key={key}
                    x={x(place) + HALF_LABEL > width ? width : x(place)}
                    y={HEIGHT - 6}
                    textAnchor={x(place) + HALF_LABEL > width ? 'end' : 'middle'}
                    className={classes.words}
                  >
                    {label}
                  </text>
                ),
            )}
            {shown !== null && (
              <line x1={x(shown)} x2={x(shown)} y1={TOP} y2={HEIGHT - BOTTOM} className={classes.mark} />
            )}
            <polyline points={line(whole)} className={classes.whole} />
            {part >= 0 && <polyline points={line(part)} className={classes.part} />}
            {view.rows.map(({ key, figures }, place) => (
              <circle
                key={key}
                cx={x(place)}
                cy={y(figures[whole]?.value ?? 0)}
                r={3}
                className={classes.dot}
              />
            ))}
          </svg>
        )}
        <ul className={classes.strips} style={{ marginLeft: LEFT }}>
          {view.rows.map(({ key, label, figures }, place) => (
            <li
              key={key}
              onMouseEnter={() => setShown(place)}
              onMouseLeave={() => setShown(null)}
              onFocus={() => setShown(place)}
              onBlur={() => setShown(null)}
            >
              <FigureLink
                leads={step < NARROWEST_TARGET ? null : (figures[whole]?.leads ?? null)}
                label={`${label}: ${[whole, part].flatMap(column => (figures[column] ? `${figures[column].text} ${view.columns[column]?.label.toLowerCase()}` : [])).join(', ')}`}
                className={classes.strip}
              >
                <span className={classes.hidden}>{label}</span>
              </FigureLink>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
