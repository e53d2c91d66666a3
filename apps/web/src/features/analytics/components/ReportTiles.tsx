import type { ReportView } from '@optimwalls/contract/reports'
import { Tiles } from '../../../ui/Tiles.tsx'
import { FigureLink } from './FigureLink.tsx'

export interface ReportTilesProps {
  view: ReportView
  /** Names of the columns to show; by default the first that there are figures of. */
  only?: readonly string[] | undefined
}

/** Most tiles of a report: the rest is in the table. */
const MOST_TILES = 6

/** The figures of all, in one frame. */
export function ReportTiles({ view, only }: ReportTilesProps) {
  const shown = view.columns
    .map((column, place) => ({ column, figure: view.total.figures[place] }))
    .filter(({ column, figure }) => (only ? only.includes(column.name) : figure?.value !== null))
    .slice(0, MOST_TILES)
  if (shown.length === 0) return null
  return (
    <Tiles
      tiles={shown.map(({ column, figure }) => ({
        label: column.label,
        figure: figure?.text,
        note: figure?.before && `before: ${figure.before}`,
        link: (className, content) => (
          <FigureLink
            leads={figure?.leads ?? null}
            label={`${column.label}: ${figure?.text}`}
            className={className}
          >
            {content}
          </FigureLink>
        ),
      }))}
    />
  )
}
