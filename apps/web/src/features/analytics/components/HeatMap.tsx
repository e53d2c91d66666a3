import type { ReportView } from '@optimwalls/contract/reports'
import { type HeatCell, heatModel, sayHour, WEEKDAYS } from '../heat-model.ts'
import { FigureLink } from './FigureLink.tsx'
import classes from './HeatMap.module.css'

export interface HeatMapProps {
  view: ReportView
}

const SHADES = [0, 1, 2, 3, 4, 5, 6]

/** How long leads wait, by weekday and hour of their arrival. A darker cell waits longer, and says how long. */
export function HeatMap({ view }: HeatMapProps) {
  const { hours, cell } = heatModel(view)
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
              {hours.map(hour => (
                <th key={hour} scope="col">
                  {sayHour(hour, hours[0] ?? 0)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {WEEKDAYS.map((day, place) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                {hours.map(hour => (
                  <td key={hour}>
                    <Cell cell={cell(place, hour)} when={`${day} ${hour}:00`} />
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
        Slow, in minutes and hours of work
        <span className={classes.signs}>? not answered yet</span>
        <span>– no lead came</span>
      </p>
    </>
  )
}

function Cell({ cell, when }: { cell: HeatCell | undefined; when: string }) {
  if (!cell) return <span className={classes.none}>–</span>
  const { received, words, text, shade } = cell
  return (
    <FigureLink
      leads={received.leads}
      label={`${when}: ${words}, ${received.text} ${received.value === 1 ? 'lead' : 'leads'}`}
      className={classes.cell}
    >
      <span className={classes.shade} data-shade={shade}>
        {text}
      </span>
    </FigureLink>
  )
}
