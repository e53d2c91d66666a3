import type { ReportRow, ReportView } from '@optimwalls/contract/reports'
import { FigureLink } from './FigureLink.tsx'
import classes from './ReportTable.module.css'

export interface ReportTableProps {
  view: ReportView
  /** What the rows are: "Source". */
  first: string
  caption: string
  /** The funnel has no sum of its stages. */
  withTotal: boolean
}

/** The figures of a report, each the way to its leads. */
export function ReportTable({ view, first, caption, withTotal }: ReportTableProps) {
  return (
    // Scrolls by itself where it is wider than the page; the focus in it brings the keyboard along.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is reached by the keyboard
    <section className={classes.frame} aria-label={caption} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {view.columns.map(column => (
              <th key={column.name} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.rows.map(row => (
            <ReportLine key={row.key} row={row} view={view} />
          ))}
        </tbody>
        {withTotal && (
          <tfoot>
            <ReportLine row={view.total} view={view} />
          </tfoot>
        )}
      </table>
    </section>
  )
}

function ReportLine({ row, view }: { row: ReportRow; view: ReportView }) {
  return (
    <tr>
      <th scope="row">{row.label}</th>
      {row.figures.map((figure, place) => {
        const { name = '', label = '', isOfDeeds } = view.columns[place] ?? {}
        return (
          <td key={name}>
            <FigureLink
              leads={figure.leads}
              label={`${label}, ${row.label}: ${figure.text}${isOfDeeds ? ', the leads of these' : ''}`}
              className={classes.figure}
            >
              {figure.text}
            </FigureLink>
            {figure.before !== null && (
              <span className={classes.before}>
                <span className={classes.unseen}>before: </span>
                {figure.before}
              </span>
            )}
          </td>
        )
      })}
    </tr>
  )
}
