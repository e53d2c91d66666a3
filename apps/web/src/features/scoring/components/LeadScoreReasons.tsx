import { useQuery } from '@tanstack/react-query'
import { formatMoney } from '../../../lib/format-money.ts'
import { useMe } from '../../../lib/me.ts'
import { ScoreBadge } from '../../../ui/ScoreBadge.tsx'
import { When } from '../../../ui/When.tsx'
import { leadScoreQuery } from '../api.ts'
import { attributeWord } from '../attribute-words.ts'
import classes from './LeadScoreReasons.module.css'
import { ScoreLine } from './ScoreLine.tsx'

/** Reasons that are shown; the rest say little. */
const SHOWN = 6
const CONFIDENCE = { low: 'Low confidence', medium: 'Medium confidence', high: 'High confidence' } as const

export interface LeadScoreReasonsProps {
  leadId: number
  score: number | null
  /** Won or lost: the score is what it was before. */
  isClosed: boolean
}

const wholePoints = (points: number): number => Math.sign(points) * Math.round(Math.abs(points))
const signed = (points: number): string => `${points > 0 ? '+' : '−'}${Math.abs(points)}`

/** Why a lead has its score: what raises it, what lowers it, and how sure that is. */
export function LeadScoreReasons({ leadId, score, isClosed }: LeadScoreReasonsProps) {
  const { firm } = useMe()
  const { data } = useQuery(leadScoreQuery(leadId, score))
  if (!data || data.score === null) return null
  const reasons = data.reasons.filter(({ points }) => Math.abs(points) >= 0.5).slice(0, SHOWN)
  const base = data.base === null ? null : Math.round(data.base)
  const told = reasons.reduce((sum, { points }) => sum + wholePoints(points), base ?? 0)
  const rest = base === null ? 0 : data.score - told
  const widest = Math.max(10, ...reasons.map(({ points }) => Math.abs(points)))
  return (
    <section aria-label="Why this score" className={classes.part}>
      <header className={classes.head}>
        <h2>Why this score</h2>
        <ScoreBadge score={data.score} />
      </header>
      {reasons.length > 0 && (
        <ul className={classes.reasons}>
          {base !== null && (
            <li className={classes.base}>
              <span title="A lead of which nothing is known">Starts at</span>
              <span />
              <span className={classes.points}>{base}</span>
            </li>
          )}
          {reasons.map(({ name, points }) => (
            <li key={name}>
              <span>{attributeWord(name)}</span>
              <span className={classes.track} aria-hidden>
                <span
                  className={classes.bar}
                  data-raises={points > 0 || undefined}
                  style={{ inlineSize: `${(50 * Math.abs(points)) / widest}%` }}
                />
              </span>
              <span className={classes.points}>{signed(wholePoints(points))}</span>
            </li>
          ))}
          {rest !== 0 && (
            <li className={classes.base}>
              <span>All else</span>
              <span />
              <span className={classes.points}>{signed(rest)}</span>
            </li>
          )}
        </ul>
      )}
      {data.history.length > 1 && <ScoreLine history={data.history} />}
      <p className={classes.words}>
        {isClosed && 'What it was while the lead was open.'}
        {!isClosed && (
          <>
            {data.probability !== null &&
              `${Math.round(100 * data.probability)} in 100 like it became clients. `}
            {data.forecast !== null && `Forecast ${formatMoney(data.forecast, firm.currency)}. `}
            {data.confidence && `${CONFIDENCE[data.confidence]}. `}
            {data.updated_at && (
              <>
                Scored <When at={data.updated_at} isInSentence />{' '}
                {data.learned_share === 0 || data.model_id === null
                  ? 'by the weights alone'
                  : `by model ${data.model_id}`}
                .
              </>
            )}
          </>
        )}
      </p>
    </section>
  )
}
