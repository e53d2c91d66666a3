import type { ReportView } from '../report-view.ts'
import { FigureLink } from './FigureLink.tsx'
import classes from './ReportTiles.module.css'

export interface ReportTilesProps {
  view: ReportView
}

/** Most tiles of a report: the rest is in the table. */
const MOST_TILES = 6

/** The figures of all, in one frame. */
export function ReportTiles({ view }: ReportTilesProps) {
  const tiles = view.columns
    .map((column, place) => ({ column, figure: view.total.figures[place] }))
    .filter(({ figure }) => figure?.value !== null)
    .slice(0, MOST_TILES)
  if (tiles.length === 0) return null
  return (
    <ul className={classes.tiles}>
      {tiles.map(({ column, figure }) => (
        <li key={column.name}>
          <FigureLink
            leads={figure?.leads ?? null}
            label={`${column.label}: ${figure?.text}`}
            className={classes.tile}
          >
            <span className={classes.label}>{column.label}</span>
            <span className={classes.number}>{figure?.text}</span>
            {figure?.before && <span className={classes.before}>before: {figure.before}</span>}
          </FigureLink>
        </li>
      ))}
    </ul>
  )
}
