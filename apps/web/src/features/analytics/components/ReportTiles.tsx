import type { ReportView } from '@optimwalls/contract/reports'
import { Tiles } from '../../../ui/Tiles.tsx'
import { FigureLink } from './FigureLink.tsx'

export interface ReportTilesProps {
  view: ReportView
  /** Names of the columns to show, as many of them as there are figures of. */
  only: readonly string[]
  /** In a card that has a frame of its own. */
  isFlush?: boolean
}

/** The figures of all, in one frame. */
export function ReportTiles({ view, only, isFlush = false }: ReportTilesProps) {
  const shown = only.flatMap(name => {
    const place = view.columns.findIndex(column => column.name === name)
    const [column, figure] = [view.columns[place], view.total.figures[place]]
    return column && figure && (isFlush || figure.value !== null) ? [{ column, figure }] : []
  })
  if (shown.length === 0) return null
  return (
    <Tiles
      isFlush={isFlush}
      tiles={shown.map(({ column, figure }) => ({
        label: column.label,
        figure: figure.text,
        note: figure.before && `before: ${figure.before}`,
        link: (className, content) => (
          <FigureLink leads={figure.leads} label={`${column.label}: ${figure.text}`} className={className}>
            {content}
          </FigureLink>
        ),
      }))}
    />
  )
}
