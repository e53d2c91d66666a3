import type { Figure, ReportView } from '../report-view.ts'
import { FigureLink } from './FigureLink.tsx'
import classes from './HeatMap.module.css'

export interface HeatMapProps {
  view: ReportView
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const SHADES = [0, 1, 2, 3, 4, 5, 6]

/** The shade of a wait: the seventh of all waits that it is in, fast to slow, so that the slowest hours of any firm stand out. */
function shadesOf(waits: readonly number[]): (wait: number) => number {
  const sorted = waits.toSorted((a, b) => a - b)
  return wait => Math.min(6, Math.floor((7 * sorted.findIndex(one => one >= wait)) / sorted.length))
}

/** How long leads wait, by weekday and hour of their arrival. A darker cell waits longer, and says its minutes. */
export function HeatMap({ view }: HeatMapProps) {
  const median = view.columns.findIndex(column => column.name === 'response_median')
  const received = view.columns.findIndex(column => column.name === 'received')
  const cells = new Map(view.rows.map(row => [row.key, row.figures]))
  const shadeOf = shadesOf(view.rows.flatMap(row => row.figures[median]?.value ?? []))
  const hours = view.rows.map(row => Number(row.key.split('-')[1]))
  const first = Math.min(...hours)
  const shown = Array.from({ length: Math.max(...hours) - first + 1 }, (_, place) => first + place)
  return (
    <>
      {/* Wider than a phone: it scrolls by itself, and by the keyboard since its cells are links. */}
      <div className={classes.frame}>
        <table className={classes.map}>
          <caption className={classes.hidden}>
            Median minutes to the first response, by weekday and hour
          </caption>
          <thead>
            <tr>
              <td />
              {shown.map(hour => (
                <th key={hour} scope="col">
                  {hour % 12 || 12}
                  {hour === first || hour === 12 ? (hour < 12 ? ' am' : ' pm') : ''}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {WEEKDAYS.map((day, place) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                {shown.map(hour => (
                  <td key={hour}>
                    <HeatCell
                      figures={cells.get(`${place + 1}-${hour}`)}
                      median={median}
                      received={received}
                      shadeOf={shadeOf}
                      when={`${day} ${hour}:00`}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.legend}>
        Fast
        {SHADES.map(shade => (
          <span key={shade} className={classes.key} data-shade={shade} aria-hidden="true" />
        ))}
        Slow, minutes of work
      </p>
    </>
  )
}

/** Short enough for a cell. */
const inShort = (minutes: number): string =>
  minutes < 600 ? String(minutes) : `${Math.round(minutes / 60)} h`

interface HeatCellProps {
  figures: readonly Figure[] | undefined
  median: number
  received: number
  shadeOf: (wait: number) => number
  when: string
}

function HeatCell({ figures, median, received, shadeOf, when }: HeatCellProps) {
  const all = figures?.[received]
  const wait = figures?.[median]
  if (!all) return <span className={classes.none}>–</span>
  const words = wait?.value === null ? 'none answered' : `median ${wait?.text}`
  return (
    <FigureLink leads={all.leads} label={`${when}: ${words}, ${all.text} leads`} className={classes.cell}>
      <span
        className={classes.shade}
        data-shade={typeof wait?.value === 'number' ? shadeOf(wait.value) : undefined}
      >
        {typeof wait?.value === 'number' ? inShort(wait.value) : '?'}
      </span>
    </FigureLink>
  )
}
