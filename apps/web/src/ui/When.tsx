import { formatAgo, formatExact, formatWhen } from '../lib/format-time.ts'

export interface WhenProps {
  at: string | null | undefined
  /** `ago` (the default) for what happened, `when` for what is planned. */
  as?: 'ago' | 'when'
  /** After other words: "Added yesterday". */
  isInSentence?: boolean
}

/** A time in words, with the exact one and its zone on hover. */
export function When({ at, as = 'ago', isInSentence }: WhenProps) {
  if (!at) return <span>—</span>
  const words = as === 'ago' ? formatAgo(at) : formatWhen(at)
  return (
    <time dateTime={at} title={formatExact(at)}>
      {isInSentence ? words.replace(/^(Yesterday|Today|Tomorrow)/, day => day.toLowerCase()) : words}
    </time>
  )
}
