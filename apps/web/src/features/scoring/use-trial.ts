import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { ProblemError } from '../../lib/problem.ts'
import { type ScoringPreview, type ScoringSettings, scoringPreviewQuery } from './api.ts'

/** Settles before open leads are scored with it on trial. */
const TRIED_AFTER_MS = 500

/** What settings would make of open leads, before they hold. */
export interface Trial {
  data: ScoringPreview | undefined
  error: Error | null
  /** false while the form is still being changed. */
  isSettled: boolean
  /** What is wrong with a field of the form. */
  errorOf: (path: string) => string | undefined
}

/** Tries settings a moment after their last change. A value without a name counts nothing yet: it is left out, and wrong only once it is
 *  to be saved. */
export function useTrial(draft: ScoringSettings): Trial {
  const [tried] = useDebouncedValue(draft, TRIED_AFTER_MS)
  const named = tried.values.flatMap(({ value }, index) => (value.trim() === '' ? [] : [index]))
  const { data, error } = useQuery(
    scoringPreviewQuery({ ...tried, values: tried.values.filter((_, index) => named.includes(index)) }),
  )
  const isSettled = tried === draft
  return {
    data,
    error,
    isSettled,
    errorOf: path =>
      isSettled && error instanceof ProblemError
        ? error.messageOf(
            path.replace(/^values\.(\d+)/, (_, index) => `values.${named.indexOf(Number(index))}`),
          )
        : undefined,
  }
}
