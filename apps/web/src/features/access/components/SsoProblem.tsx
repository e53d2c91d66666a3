import { FormProblem } from './FormProblem.tsx'

export interface SsoProblemProps {
  /** What the way through the provider came back with. */
  problem: string
}

/** Why the firm's provider did not let them in. */
export function SsoProblem({ problem }: SsoProblemProps) {
  return <FormProblem message={PROBLEMS[problem] ?? 'You were not let in. Try again.'} />
}

const PROBLEMS: Readonly<Record<string, string>> = {
  unverified: 'The provider does not vouch for your e-mail address. Ask your admin.',
  unknown: 'There is no account for you yet. Ask your admin for an invitation.',
  left: 'This account is not in use any more. Ask your admin.',
  refused: 'The provider did not let you in.',
  unavailable: 'The provider cannot be reached. Try again later, or sign in another way.',
  expired: 'That took too long, or began in another browser. Try again.',
}
