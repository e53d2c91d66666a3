import classes from './ScoreBadge.module.css'

export interface ScoreBadgeProps {
  /** 0 to 100; a lead not scored yet shows nothing. */
  score: number | null | undefined
}

/** The score told three ways: bars, word and number. */
export function ScoreBadge({ score }: ScoreBadgeProps) {
  if (score === null || score === undefined) return null
  const band = bandOf(score)
  return (
    <span className={classes.score} data-band={band}>
      {band} {Math.round(score)}
    </span>
  )
}

function bandOf(score: number): 'High' | 'Medium' | 'Low' {
  if (score >= 70) return 'High'
  return score >= 40 ? 'Medium' : 'Low'
}
