import type { ReportView } from '@optimwalls/contract/reports'
import { BeforeMark } from './BeforeMark.tsx'
import { FigureLink } from './FigureLink.tsx'
import classes from './FunnelChart.module.css'

export interface FunnelChartProps {
  view: ReportView
}

/** The stages one under the other, as wide as many leads were in them; a mark where the range before stood. */
export function FunnelChart({ view }: FunnelChartProps) {
  const most = Math.max(
    1,
    ...view.rows.flatMap(({ figures: [first] }) => [first?.value ?? 0, first?.valueBefore ?? 0]),
  )
  return (
    <ol className={classes.funnel}>
      {view.rows.map((row, place) => {
        const [entered, wentOn, , , fellOut] = row.figures
        const all = entered?.value ?? 0
        const share = (value: number | null | undefined) =>
          `${Math.round(((value ?? 0) / Math.max(1, all)) * 100)}%`
        const width = `${Math.round((all / most) * 1000) / 10}%`
        return (
          <li key={row.key} className={classes.stage}>
            <FigureLink
              leads={entered?.leads ?? null}
              label={`${row.label}: ${entered?.text} ${all === 1 ? 'lead was' : 'leads were'} in it`}
              className={classes.row}
            >
              <span className={classes.label}>{row.label}</span>
              <svg className={classes.drawing} aria-hidden="true" focusable="false">
                <rect className={classes.entered} width={width} height="100%" rx="3" />
                <BeforeMark
                  before={entered?.valueBefore == null ? undefined : { value: entered.valueBefore }}
                  most={most}
                />
              </svg>
              <span className={classes.figure}>{entered?.text}</span>
            </FigureLink>
            {place < view.rows.length - 1 && all > 0 && (
              <p className={classes.on}>
                {share(wentOn?.value)} went on, {share(fellOut?.value)} fell out
                {entered?.before && ` (before: ${entered.before} in, ${wentOn?.before} on)`}
              </p>
            )}
          </li>
        )
      })}
    </ol>
  )
}
