import { type ScoreBands, useScoreBands } from '../lib/score-bands.ts'
import classes from './ScoreBadge.module.css'

export interface ScoreBadgeProps {
  /** 0 to 100; a lead not scored yet shows nothing. */
  score: number | null | undefined
}

/** The score told three ways: bars, word and number. */
export function ScoreBadge({ score }: ScoreBadgeProps) {
  const bands = useScoreBands()
  if (score === null || score === undefined) return null
  const band = bandOf(score, bands)
  return (
    <span className={classes.score} data-band={band}>
      {band} {Math.round(score)}
    </span>
  )
}

function bandOf(score: number, { high, medium }: ScoreBands): 'High' | 'Medium' | 'Low' {
  if (score >= high) return 'High'
  return score >= medium ? 'Medium' : 'Low'
}
