import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { formatAgo } from '../../lib/format-time.ts'

export type SystemHealth = paths['/crm/system']['get']['responses'][200]['content']['application/json']

/** Nothing announces sign-ins and jobs to pages; they are asked for each minute. */
const EACH_MS = 60_000

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => answer(api.GET('/crm/system', { signal })),
  refetchInterval: EACH_MS,
})

/** A figure with what it means under it. */
export interface SystemFigure {
  label: string
  figure: string
  note: string
  /** Where more of it stands. */
  to?: '/settings/audit-log' | '/settings/users' | '/import'
}

const count = (n: number): string => n.toLocaleString('en-IN')
const some = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

/** Bytes in words: `812 KB`, `1.4 GB`. */
export function sayBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const amount = bytes / 1000 ** step
  return `${amount.toLocaleString('en-IN', { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${units[step]}`
}

/** A wait in words: `40 s`, `12 min`, `3 h`. */
export function sayWait(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${count(Math.floor(seconds / 3600))} h`
}

/** The figures of the widget, in their order. */
export function systemFigures({
  people,
  sign_ins,
  records,
  jobs,
  imports,
  proof,
}: SystemHealth): SystemFigure[] {
  const today = sign_ins.at(-1) ?? { signed_in: 0, failed: 0 }
  return [
    {
      label: 'People today',
      figure: count(people.seen_today),
      note: `of ${count(people.active)}; ${count(people.seen_this_week)} this week`,
      to: '/settings/users',
    },
    {
      label: 'Sign-ins today',
      figure: count(today.signed_in),
      note: today.failed === 0 ? 'None failed' : `${count(today.failed)} failed`,
      to: '/settings/audit-log',
    },
    {
      label: 'Jobs waiting',
      figure: count(jobs.waiting),
      note: jobs.waiting === 0 ? 'All work is done' : `the longest for ${sayWait(jobs.oldest_wait_seconds)}`,
    },
    {
      label: 'Jobs given up',
      figure: count(jobs.given_up),
      note: jobs.retrying === 0 ? 'None is tried again' : `${count(jobs.retrying)} more tried again`,
    },
    {
      label: 'Imports, 7 days',
      figure: count(imports.running + imports.done + imports.failed),
      note: `${count(imports.failed)} failed; ${some(imports.refused, 'row')} refused`,
      to: '/import',
    },
    {
      label: 'Database',
      figure: sayBytes(records.database_bytes),
      note: `${some(records.leads, 'lead')}, ${some(records.activities, 'activity', 'activities')}`,
    },
    provedFigures(proof),
  ]
}

/** Whether the figures that reports are read from agreed with the leads, when that was last proved. */
function provedFigures(proof: SystemHealth['proof']): SystemFigure {
  const label = 'Report figures'
  if (!proof) return { label, figure: '—', note: 'First proved tonight' }
  const wrong = proof.wrong_leads + proof.wrong_cells
  return {
    label,
    figure: wrong === 0 ? 'Exact' : `${count(wrong)} mended`,
    note: `Proved ${formatAgo(proof.at).replace('Yesterday', 'yesterday')}, ${some(proof.leads, 'lead')}`,
    ...(wrong > 0 && { to: '/settings/audit-log' }),
  }
}

/** The sign-ins of the days in one sentence. */
export function saySignIns(days: SystemHealth['sign_ins']): string {
  const signedIn = days.reduce((sum, day) => sum + day.signed_in, 0)
  const failed = days.reduce((sum, day) => sum + day.failed, 0)
  return `${some(signedIn, 'sign-in')} in ${days.length} days, ${failed === 0 ? 'none' : count(failed)} failed.`
}
