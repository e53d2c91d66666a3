import { useElementSize } from '@mantine/hooks'
import type { ChartModel, ChartRow, Series } from '../chart-model.ts'
import classes from './BarChart.module.css'
import { MOST_BARS } from './BarChart.tsx'
import { FigureLink } from './FigureLink.tsx'
import { NarrowButton } from './NarrowButton.tsx'

export interface StackChartProps {
  model: ChartModel
  /** The sum of a row in words. */
  sayTotal: (value: number) => string
  narrow?: ((row: ChartRow) => (() => void) | null) | undefined
}

/** A narrower part cannot be hit with a finger: the table has its figure and the way to its leads. */
const NARROWEST_TARGET = 24

/** A bar for each row, parted by the series; each part opens its leads. */
export function StackChart({ model: { series, rows }, sayTotal, narrow }: StackChartProps) {
  const { ref, width } = useElementSize<HTMLSpanElement>()
  const sum = (row: ChartRow) => row.points.reduce((all, { value }) => all + (value ?? 0), 0)
  const most = Math.max(1, ...rows.map(sum))
  const shown = rows.slice(0, MOST_BARS)
  const narrows = shown.map(row => narrow?.(row) ?? null)
  return (
    <>
      <ul className={classes.bars} data-deeds={narrows.some(Boolean) || undefined}>
        {shown.map((row, place) => (
          <li key={row.key} className={classes.line}>
            <div className={classes.row}>
              <span className={classes.label}>{row.label}</span>
              <span className={classes.stack} ref={place === 0 ? ref : undefined}>
                {row.points.map((point, at) => (
                  <Part
                    key={series[at]?.name}
                    of={series[at]}
                    row={row}
                    point={point}
                    share={(point.value ?? 0) / most}
                    isNarrow={((point.value ?? 0) / most) * width < NARROWEST_TARGET}
                  />
                ))}
              </span>
              <span className={classes.figure}>{sayTotal(sum(row))}</span>
            </div>
            <NarrowButton label={row.label} onNarrow={narrows[place] ?? null} />
          </li>
        ))}
      </ul>
      {rows.length > MOST_BARS && (
        <p className={classes.rest}>{rows.length - MOST_BARS} more are in the table.</p>
      )}
    </>
  )
}

interface PartProps {
  of: Series | undefined
  row: ChartRow
  point: ChartRow['points'][number]
  share: number
  isNarrow: boolean
}

function Part({ of, row, point, share, isNarrow }: PartProps) {
  if (share === 0) return null
  const words = `${row.label}, ${of?.label}: ${point.text}`
  return (
    <span className={classes.slot} style={{ width: `${share * 100}%` }} title={words} data-tint={of?.tint}>
      <FigureLink leads={isNarrow ? null : point.leads} label={words} className={classes.slice}>
        <span className={classes.unseen}>{words}</span>
      </FigureLink>
    </span>
  )
}
