import type { ModelCard } from '../api.ts'
import classes from './ScoringSettings.module.css'

const SIZE = 200
const at = (share: number) => SIZE * share

/** Forecasts beside what came true: on the diagonal they are right. */
export function ReliabilityCurve({ steps }: { steps: ModelCard['reliability'] }) {
  const points = steps.map(({ forecast, observed }) => ({ x: at(forecast), y: SIZE - at(observed) }))
  return (
    <div className={classes.curve}>
      <svg
        viewBox={`-22 -4 ${SIZE + 26} ${SIZE + 26}`}
        role="img"
        aria-label="Forecasts beside what came true"
      >
        <rect className={classes.frame} width={SIZE} height={SIZE} />
        <line className={classes.diagonal} x1={0} y1={SIZE} x2={SIZE} y2={0} />
        <polyline className={classes.observed} points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
        <text className={classes.axis} x={SIZE / 2} y={SIZE + 16}>
          Forecast
        </text>
        <text className={classes.axis} x={-SIZE / 2} y={-10} transform="rotate(-90)">
          Came true
        </text>
        {points.map(({ x, y }) => (
          <circle key={`${x} ${y}`} className={classes.dot} cx={x} cy={y} r={3.5} />
        ))}
      </svg>
      <table className={classes.table}>
        <caption>Forecast and outcome</caption>
        <thead>
          <tr>
            <th scope="col">Forecast</th>
            <th scope="col">Came true</th>
            <th scope="col">Leads</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ forecast, observed, rows }) => (
            <tr key={forecast}>
              <td>{Math.round(100 * forecast)} %</td>
              <td>{Math.round(100 * observed)} %</td>
              <td>{rows}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
