import { countOf, type Import, type ImportKind, labelOf } from '../import.ts'
import classes from './ImportReasons.module.css'

export interface ImportReasonsProps {
  reasons: (Import['reasons'][number] & { sample?: string | null })[]
  kind: ImportKind | undefined
}

/** Why rows are refused, the most frequent first. */
export function ImportReasons({ reasons, kind }: ImportReasonsProps) {
  if (reasons.length === 0) return null
  return (
    <ul className={classes.reasons} aria-label="Why rows are refused">
      {reasons.slice(0, 8).map(({ path, message, count, line, sample }) => (
        <li key={`${path} ${message}`}>
          <span className={classes.count}>{countOf(count)}</span>
          <span>
            {capitalised(labelOf(kind, path))} {message}
            {sample && <span className={classes.sample}> “{sample}”</span>}
          </span>
          <span className={classes.line}>
            {count === 1 ? 'line' : 'first at line'} {countOf(line)}
          </span>
        </li>
      ))}
    </ul>
  )
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
