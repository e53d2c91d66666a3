import type { LeadTaker } from './availability.repository.ts'

/** The day at this moment in a time zone, as `YYYY-MM-DD`. */
export const dayIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)

/** Whether a person is on leave or out on this day of theirs. */
export const isAway = ({ out_on, leaves }: Pick<LeadTaker, 'out_on' | 'leaves'>, day: string): boolean =>
  out_on === day || leaves.some(({ from, to }) => from <= day && day <= to)
