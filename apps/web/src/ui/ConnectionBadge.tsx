import { type Connection, useConnection } from '../lib/connection.ts'
import classes from './ConnectionBadge.module.css'

const WORDS: Record<Exclude<Connection, 'idle'>, string> = {
  live: 'Live',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
}

/** Whether what is on the page is the latest, in words. */
export function ConnectionBadge() {
  const connection = useConnection()
  return (
    <span role="status" className={classes.badge} data-connection={connection}>
      {connection !== 'idle' && <span className={classes.word}>{WORDS[connection]}</span>}
    </span>
  )
}
