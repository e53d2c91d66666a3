import { useElementSize } from '@mantine/hooks'
import { useState } from 'react'
import { type ChartModel, roundUp, sayRow } from '../chart-model.ts'
import { cutEnds } from '../cut-ends.ts'
import { useDragOver } from '../use-drag-over.ts'
import { FigureLink } from './FigureLink.tsx'
import { RangeBrush } from './RangeBrush.tsx'
import classes from './TimeChart.module.css'

export interface TimeChartProps {
  /** Its rows are periods. */
  model: ChartModel
  /** The days of the report: periods at its ends may lie in them only partly. */
  range: { from: string; to: string }
  /** Narrows the page to these of the rows; absent where the chart is only looked at. */
  onChoose?: ((from: number, to: number) => void) | undefined
}

const HEIGHT = 220
const TOP = 12
const BOTTOM = 24
const LEFT = 40
/** A narrower strip cannot be hit with a finger: the table has its figures and the ways to its leads. */
const NARROWEST_TARGET = 24
/** Half of a label of the periods, at most. */
const HALF_LABEL = 32

/** Lines over periods. Each period is a strip that shows its figures under the mouse and the focus, and opens its leads. */
export function TimeChart({ model: { series, rows }, range, onChoose }: TimeChartProps) {
  const { ref, width } = useElementSize()
  const [shown, setShown] = useState<number | null>(null)
  const drag = useDragOver(onChoose)
  const top = roundUp(
    Math.max(
      0,
      ...rows.flatMap(row => row.points.flatMap(({ value, before }) => [value ?? 0, before?.value ?? 0])),
    ),
  )
  const step = (Math.max(width, 240) - LEFT) / Math.max(1, rows.length)
  const x = (place: number) => LEFT + step * (place + 0.5)
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM)
  const every = Math.max(1, Math.ceil(64 / step))
  const row = shown === null ? undefined : rows[shown]
  const cut = cutEnds(rows, range)
  // A line within whole periods, and one to each end that is only part of one.
  const stretches = [
    { from: cut.first ? 1 : 0, to: rows.length - (cut.last ? 2 : 1), isPale: false },
    ...(cut.first ? [{ from: 0, to: 1, isPale: true }] : []),
    ...(cut.last ? [{ from: rows.length - 2, to: rows.length - 1, isPale: true }] : []),
  ]

  return (
    <div className={classes.chart}>
      <p className={classes.told}>
        {row
          ? sayRow(row, series)
          : (cut.first || cut.last) && (
              <span className={classes.hint}>Paler: only part of the {cut.unit}</span>
            )}
      </p>
      <div ref={ref} className={classes.field} style={{ height: HEIGHT }}>
        {width > 0 && (
          <svg
            viewBox={`0 0 ${width} ${HEIGHT}`}
            width={width}
            height={HEIGHT}
            aria-hidden="true"
            focusable="false"
            className={classes.drawing}
          >
            {[0, 0.5, 1].map(share => (
              <g key={share}>
                <line x1={LEFT} x2={width} y1={y(top * share)} y2={y(top * share)} className={classes.grid} />
                <text x={LEFT - 8} y={y(top * share) + 4} textAnchor="end" className={classes.words}>
                  {(top * share).toLocaleString('en-IN')}
                </text>
              </g>
            ))}
            {rows.map(
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
            {drag.over && (
              <rect
                x={x(drag.over[0]) - step / 2}
                width={step * (drag.over[1] - drag.over[0] + 1)}
                y={TOP}
                height={HEIGHT - TOP - BOTTOM}
                className={classes.over}
              />
            )}
            {shown !== null && (
              <line x1={x(shown)} x2={x(shown)} y1={TOP} y2={HEIGHT - BOTTOM} className={classes.mark} />
            )}
            {rows.some(({ points }) => points[0]?.before) && (
              <polyline
                points={rows
                  .map(({ points }, place) => `${x(place)},${y(points[0]?.before?.value ?? 0)}`)
                  .join(' ')}
                className={classes.before}
              />
            )}
            {series.map((one, at) => (
              <g key={one.name} data-tint={one.tint}>
                {stretches.map(({ from, to, isPale }) => (
                  <polyline
                    key={`${from} ${to}`}
                    points={rows
                      .slice(from, to + 1)
                      .map((each, place) => `${x(from + place)},${y(each.points[at]?.value ?? 0)}`)
                      .join(' ')}
                    className={classes.line}
                    data-pale={isPale || undefined}
                  />
                ))}
                {(one.tint === 1 || rows.length === 1) &&
                  rows.map(({ key, points }, place) => (
                    <circle
                      key={key}
                      cx={x(place)}
                      cy={y(points[at]?.value ?? 0)}
                      r={3}
                      className={classes.dot}
                      data-pale={
                        (place === 0 && cut.first) || (place === rows.length - 1 && cut.last) || undefined
                      }
                    />
                  ))}
              </g>
            ))}
          </svg>
        )}
        <ul
          className={classes.strips}
          style={{ marginLeft: LEFT }}
          data-brush={onChoose ? true : undefined}
          {...drag.listen(rows.length)}
        >
          {rows.map((each, place) => (
            <li
              key={each.key}
              onMouseEnter={() => setShown(place)}
              onMouseLeave={() => setShown(null)}
              onFocus={() => setShown(place)}
              onBlur={() => setShown(null)}
            >
              <FigureLink
                leads={step < NARROWEST_TARGET ? null : (each.points[0]?.leads ?? null)}
                label={sayRow(each, series)}
                className={classes.strip}
              >
                <span className={classes.hidden}>{each.label}</span>
              </FigureLink>
            </li>
          ))}
        </ul>
      </div>
      {onChoose && rows.length > 2 && (
        <div style={{ paddingLeft: LEFT + step / 2, paddingRight: step / 2 }}>
          <RangeBrush key={`${rows[0]?.key} ${rows.at(-1)?.key}`} rows={rows} onChoose={onChoose} />
        </div>
      )}
    </div>
  )
}
