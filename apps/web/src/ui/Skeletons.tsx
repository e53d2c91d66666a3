import { useConnection } from '../lib/connection.ts'
import classes from './Skeletons.module.css'

export interface SkeletonRowsProps {
  /** What comes, for readers: "leads". */
  of: string
  rows?: number
}

/** Widths in percent, so that the rows look like names and not like a pattern. */
const WIDTHS = [
  [22, 34],
  [17, 40],
  [26, 28],
  [19, 36],
  [24, 30],
] as const

/** The shape of the rows to come; no spinner. Without a connection it says that they wait for one. */
export function SkeletonRows({ of, rows = 6 }: SkeletonRowsProps) {
  const isOffline = useConnection() === 'offline'
  if (isOffline)
    return (
      <p role="status" className={classes.waits}>
        You are offline. This comes once you are connected again.
      </p>
    )
  return (
    <div role="status" aria-label={`Loading ${of}`}>
      {Array.from({ length: rows }, (_, row) => {
        const [first, second] = WIDTHS[row % WIDTHS.length] ?? WIDTHS[0]
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity
          <div key={row} className={classes.row}>
            <span className={classes.bar} style={{ width: 16, height: 16 }} />
            <span className={classes.bar} style={{ width: `${first}%` }} />
            <span className={classes.bar} style={{ width: `${second}%` }} />
            <span className={classes.bar} style={{ width: '9%', marginLeft: 'auto' }} />
          </div>
        )
      })}
    </div>
  )
}

/** One line of text to come. */
export function SkeletonLine({ width = '60%' }: { width?: string }) {
  return <span className={classes.bar} style={{ width }} aria-hidden />
}
