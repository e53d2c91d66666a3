import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never
type Tried = paths['/crm/assignment/simulation']['post']

/** The rules by which leads find their owners. */
export type Plan = Read<'/crm/assignment'>
export type Rule = Plan['rules'][number]
export type Strategy = Rule['strategy'][number]
/** What a lead has to be like. Fields of the firm stand under `custom.key`. */
export type Conditions = Readonly<
  Record<string, string | number | boolean | readonly string[] | readonly number[] | undefined>
>
export type Trial = Tried['requestBody']['content']['application/json']
export type Simulation = Tried['responses'][200]['content']['application/json']
/** What became of a lead. */
export type Outcome =
  paths['/crm/assignment/runs']['post']['responses'][200]['content']['application/json']['data'][number]
export type CustomField = Read<'/crm/settings/fields'>['data'][number]

const MINUTE = 60_000

export const planQuery = queryOptions({
  queryKey: ['assignment'],
  queryFn: ({ signal }): Promise<Plan> => answer(api.GET('/crm/assignment', { signal })),
})

export const savePlan = (body: Trial & { version: number }): Promise<Plan> =>
  answer(api.PUT('/crm/assignment', { body }))

export const simulate = (body: Trial): Promise<Simulation> =>
  answer(api.POST('/crm/assignment/simulation', { body }))

/** As many as are given out at a time. */
const MOST_GIVEN = 200

/** Open leads that are nobody's. */
const NOBODYS = {
  assigned_to: ['none'],
  status: ['new' as const, 'contacted' as const, 'qualified' as const],
}

/** How many open leads are nobody's. */
export const waitingQuery = queryOptions({
  queryKey: ['assignment', 'waiting'],
  queryFn: async ({ signal }) =>
    (await answer(api.GET('/crm/leads/counts', { params: { query: NOBODYS }, signal }))).total.count,
})

/** Gives out all open leads that are nobody's by the rules as they are saved, the oldest first, in portions: what was given out stays so
 *  where it is stopped, or where a later one fails. One that finds nobody is tried once. `onProgress` is told what became of each so far. */
export async function giveOutAll(
  signal: AbortSignal,
  onProgress: (done: readonly Outcome[]) => void,
): Promise<void> {
  const done: Outcome[] = []
  let cursor: string | undefined
  do {
    const query = {
      ...NOBODYS,
      ...{ sort: 'created_at' as const, limit: MOST_GIVEN },
      ...(cursor !== undefined && { cursor }),
    }
    const page = await answer(api.GET('/crm/leads', { params: { query } }))
    if (page.data.length > 0) done.push(...(await runAssignment(page.data.map(({ id }) => id))))
    onProgress([...done])
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined && !signal.aborted)
}

/** Gives these leads out by the rules as they are saved. @returns what became of each that was nobody's */
const runAssignment = async (lead_ids: number[]): Promise<Outcome[]> =>
  (await answer(api.POST('/crm/assignment/runs', { body: { lead_ids } }))).data

/** What rules are made of: people, teams, campaigns, and the words that leads have. */
export const choicesQuery = queryOptions({
  queryKey: ['assignment', 'choices'],
  async queryFn({ signal }) {
    const counted = (by: 'source' | 'location') =>
      answer(api.GET('/crm/leads/counts', { params: { query: { by } }, signal })).then(({ groups }) =>
        (groups ?? []).flatMap(({ value }) => value ?? []),
      )
    const [people, teams, campaigns, tags, fields, sources, cities] = await Promise.all([
      answer(api.GET('/crm/people', { signal })),
      answer(api.GET('/crm/teams', { signal })),
      answer(api.GET('/crm/campaigns', { signal })),
      answer(api.GET('/crm/tags', { signal })),
      answer(api.GET('/crm/settings/fields', { signal })),
      counted('source'),
      counted('location'),
    ])
    return {
      people: people.data,
      teams: teams.data,
      campaigns: campaigns.data,
      tags: tags.data.map(({ name }) => name),
      fields: fields.data,
      sources,
      cities,
    }
  },
  staleTime: MINUTE,
})
export type Choices = Awaited<ReturnType<NonNullable<typeof choicesQuery.queryFn>>>
