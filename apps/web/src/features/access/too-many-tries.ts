import type { ProblemError } from '../../lib/problem.ts'

/** For how long nobody gets in after too many failed tries, and what to do about it. */
export function tooManyTries({ problem }: ProblemError): string {
  const minutes = Math.ceil(Number(problem.retry_after ?? 60) / 60)
  return minutes <= 1
    ? 'Too many tries. Try again in a minute.'
    : `Too many tries. Try again in ${minutes} minutes, or ask your admin to let you in.`
}
