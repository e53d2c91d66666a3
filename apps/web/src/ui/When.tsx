import { formatAgo, formatExact, formatWhen } from '../lib/format-time.ts'

export interface WhenProps {
  at: string | null | undefined
  /** `ago` (the default) for what happened, `when` for what is planned. */
  as?: 'ago' | 'when'
}

/** A time in words, with the exact one and its zone on hover. */
export function When({ at, as = 'ago' }: WhenProps) {
  if (!at) return <span>—</span>
  return (
    <time dateTime={at} title={formatExact(at)}>
      {as === 'ago' ? formatAgo(at) : formatWhen(at)}
    </time>
  )
}
