import { ProblemError } from '../../../lib/problem.ts'
import { tooManyTries } from '../too-many-tries.ts'

/** What the answer says of one field. */
export function messageOf(error: Error | null, path: string): string | undefined {
  return error instanceof ProblemError ? error.messageOf(path) : undefined
}

/** Why it was refused, where no field is to blame. */
export function wordsFor(error: Error | null): string | undefined {
  if (error instanceof ProblemError && error.status === 429) return tooManyTries(error)
  return error?.message
}
