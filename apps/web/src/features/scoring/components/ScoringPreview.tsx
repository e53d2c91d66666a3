import { Link } from '@tanstack/react-router'
import { ProblemError } from '../../../lib/problem.ts'
import type { Trial } from '../use-trial.ts'
import classes from './ScoringSettings.module.css'

const BANDS = [
  ['high', 'High'],
  ['medium', 'Medium'],
  ['low', 'Low'],
] as const

/** What the form would make of the newest open leads, before it holds. */
export function ScoringPreview({ trial: { data, error, isSettled } }: { trial: Trial }) {
  return (
    <section className={classes.part} aria-label="What would change" aria-busy={!isSettled}>
      <h2>What would change</h2>
      {error && (
        <p className={classes.words}>
          {error instanceof ProblemError && error.status < 500
            ? 'This cannot be tried yet: see what is marked above.'
            : `This could not be tried: ${error.message}`}
        </p>
      )}
      {!error && data && (
        <>
          <p className={classes.words} aria-live="polite">
            {data.examples.length === 0 && data.moved === 0
              ? `Nothing: the ${data.scored} newest open leads keep their scores.`
              : `${data.moved} of the ${data.scored} newest open leads would be called otherwise.`}
          </p>
          <table className={classes.table}>
            <caption>Open leads by band</caption>
            <thead>
              <tr>
                <th scope="col">Band</th>
                <th scope="col">Now</th>
                <th scope="col">Then</th>
              </tr>
            </thead>
            <tbody>
              {BANDS.map(([band, word]) => (
                <tr key={band}>
                  <th scope="row">{word}</th>
                  <td>{data.bands.before[band]}</td>
                  <td>{data.bands.after[band]}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {data.examples.length > 0 && (
            <table className={classes.table}>
              <caption>Those that would move most</caption>
              <thead>
                <tr>
                  <th scope="col">Lead</th>
                  <th scope="col">Now</th>
                  <th scope="col">Then</th>
                </tr>
              </thead>
              <tbody>
                {data.examples.map(({ lead_id, name, score, after }) => (
                  <tr key={lead_id}>
                    <th scope="row">
                      <Link to="/leads/$leadId" params={{ leadId: String(lead_id) }}>
                        {name}
                      </Link>
                    </th>
                    <td>{score}</td>
                    <td>{after}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
    </section>
  )
}
