import type { LeadScore } from '../api.ts'
import classes from './LeadScoreReasons.module.css'

const WIDTH = 240
const HEIGHT = 32

/** How a score came about, drawn as a line; in words for who cannot see it. */
export function ScoreLine({ history }: { history: LeadScore['history'] }) {
  const [first, last] = [history[0], history.at(-1)]
  if (!first || !last) return null
  const [from, to] = [Date.parse(first.at), Date.parse(last.at)]
  const points = history.map(({ score, at }) => {
    const x = to === from ? 0 : ((Date.parse(at) - from) / (to - from)) * WIDTH
    return `${x.toFixed(1)},${(HEIGHT - 2 - (score / 100) * (HEIGHT - 4)).toFixed(1)}`
  })
  return (
    <svg
      className={classes.line}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`The score went from ${first.score} to ${last.score}`}
    >
      <polyline points={points.join(' ')} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
