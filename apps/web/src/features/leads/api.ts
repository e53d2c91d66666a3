import { keepPreviousData, type QueryClient, queryOptions, replaceEqualDeep } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { hearWhile } from '../../lib/live.ts'
import type {
  Duplicate,
  HistoryEntry,
  Lead,
  LeadCounts,
  LeadPage,
  LeadPatch,
  Person,
  Pipeline,
} from './lead.ts'
import { DEFAULT_SORT, filtersOf, type LeadFilters, type LeadSearch, type LeadSort } from './lead-search.ts'
import { heardOn } from './live-leads.ts'
import { EMPTY_BOOK, learnPage, PAGE_ROWS, type PageBook } from './page-book.ts'

/** One list: which leads, in which order. */
export interface LeadListKey {
  filters: LeadFilters
  sort: LeadSort
}

export const listKeyOf = (search: LeadSearch): LeadListKey => ({
  filters: filtersOf(search),
  sort: search.sort ?? DEFAULT_SORT,
})

const MINUTE = 60_000
/** Pages kept beside those on screen: with 100 rows a page the memory of a list stays bounded, however long it is. */
const KEPT_PAGES = 24

export const leadKeys = {
  pages: ['leads', 'page'] as const,
  page: (list: LeadListKey, cursor: string | null) => [...leadKeys.pages, list, cursor] as const,
  books: ['leads', 'book'] as const,
  book: (list: LeadListKey) => [...leadKeys.books, list] as const,
  counts: ['leads', 'counts'] as const,
  one: (id: number) => ['leads', 'one', id] as const,
  history: (id: number) => ['leads', 'history', id] as const,
  fieldHistory: (id: number, field: string) => [...leadKeys.history(id), 'field', field] as const,
}

/** Which pages of a list are known. Filled by {@link leadPageQuery}; outlives the pages, so that coming back finds the place again. */
export const leadBookQuery = (list: LeadListKey) =>
  queryOptions<PageBook>({
    queryKey: leadKeys.book(list),
    // Nothing to ask for: the pages fill it, and asking again must not close it.
    queryFn: ({ client }) => client.getQueryData<PageBook>(leadKeys.book(list)) ?? EMPTY_BOOK,
    initialData: EMPTY_BOOK,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10 * MINUTE,
  })

/** One page of a list, from a cursor on. */
export const leadPageQuery = (list: LeadListKey, cursor: string | null) =>
  queryOptions({
    queryKey: leadKeys.page(list, cursor),
    queryFn: async ({ client, signal }): Promise<LeadPage> => {
      const query = {
        ...list.filters,
        sort: list.sort,
        limit: PAGE_ROWS,
        ...(cursor === null ? {} : { cursor }),
      }
      const [answered, heard] = await hearWhile(
        (): Promise<LeadPage> => answer(api.GET('/crm/leads', { params: { query }, signal })),
      )
      const page = heardOn(answered, heard, stageNames(client))
      client.setQueryData<PageBook>(leadKeys.book(list), book => learnPage(book ?? EMPTY_BOOK, cursor, page))
      dropFarPages(client)
      return page
    },
    gcTime: 5 * MINUTE,
  })

function dropFarPages(client: QueryClient): void {
  const cache = client.getQueryCache()
  const idle = cache.findAll({ queryKey: leadKeys.pages, type: 'inactive' })
  const oldest = idle
    .sort((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt)
    .slice(KEPT_PAGES)
  for (const query of oldest) if (query.state.fetchStatus === 'idle') cache.remove(query)
}

/** How many leads the filters let through, and their budgets together. */
export const leadCountsQuery = (filters: LeadFilters, by?: 'source' | 'location') =>
  queryOptions({
    queryKey: [...leadKeys.counts, filters, by ?? null],
    queryFn: ({ signal }): Promise<LeadCounts> =>
      answer(
        api.GET('/crm/leads/counts', { params: { query: { ...filters, ...(by ? { by } : {}) } }, signal }),
      ),
    placeholderData: keepPreviousData,
  })

export const leadQuery = (id: number) =>
  queryOptions({
    queryKey: leadKeys.one(id),
    queryFn: ({ signal }): Promise<Lead> =>
      answer(api.GET('/crm/leads/{id}', { params: { path: { id } }, signal })),
    // What is not there does not appear by asking once more.
    retryOnMount: false,
    // A read that began before a change may be answered after it.
    structuralSharing: (shown, read) => newerOf(shown as Lead | undefined, read as Lead),
  })

const newerOf = (shown: Lead | undefined, read: Lead): Lead =>
  shown && shown.version > read.version ? shown : replaceEqualDeep(shown, read)

/** The last changes of one field, newest first. */
export const fieldHistoryQuery = (id: number, field: string) =>
  queryOptions({
    queryKey: leadKeys.fieldHistory(id, field),
    queryFn: async ({ signal }): Promise<HistoryEntry[]> => {
      const params = { path: { id }, query: { field, limit: 10 } }
      return (await answer(api.GET('/crm/leads/{id}/history', { params, signal }))).data
    },
  })

/** Leads anywhere in the firm with this phone or e-mail. */
export const duplicatesQuery = (contact: { phone?: string; email?: string }) =>
  queryOptions({
    queryKey: ['leads', 'duplicates', contact],
    queryFn: ({ signal }): Promise<{ duplicates: Duplicate[] }> =>
      answer(api.GET('/crm/leads/duplicates', { params: { query: contact }, signal })),
    enabled: Boolean(contact.phone ?? contact.email),
    staleTime: MINUTE,
    retry: false,
  })

/** People a lead may be given to. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }): Promise<Person[]> => (await answer(api.GET('/crm/people', { signal }))).data,
  staleTime: 5 * MINUTE,
})

export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: async ({ signal }): Promise<Pipeline[]> =>
    (await answer(api.GET('/crm/pipelines', { signal }))).data,
  staleTime: 5 * MINUTE,
})

/** What stages are called, as far as they are known. */
export const stageNames = (client: QueryClient): ReadonlyMap<number, string> =>
  new Map(
    client
      .getQueryData(pipelinesQuery.queryKey)
      ?.flatMap(({ stages }) => stages.map(stage => [stage.id, stage.name] as const)),
  )

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async ({ signal }) => (await answer(api.GET('/crm/teams', { signal }))).data,
  staleTime: 5 * MINUTE,
})

export const campaignsQuery = queryOptions({
  queryKey: ['campaigns'],
  queryFn: async ({ signal }): Promise<{ id: number; name: string }[]> =>
    (await answer(api.GET('/crm/campaigns', { signal }))).data,
  staleTime: 5 * MINUTE,
})

/** Changes fields of a lead as it stood at `version`; what others did not touch since merges. */
export const patchLead = (id: number, version: number, patch: LeadPatch): Promise<Lead> =>
  answer(
    api.PATCH('/crm/leads/{id}', {
      params: { path: { id }, header: { 'if-match': String(version) } },
      body: patch,
    }),
  )

/** `key` makes repeats of one draft one lead. */
export const createLead = (
  values: LeadPatch & { name: string },
  key: string,
): Promise<Lead & { duplicates: Duplicate[] }> =>
  answer(api.POST('/crm/leads', { params: { header: { 'idempotency-key': key } }, body: values }))

export const deleteLead = async (id: number): Promise<void> => {
  await api.DELETE('/crm/leads/{id}', { params: { path: { id } } })
}

export const restoreLead = (id: number): Promise<Lead> =>
  answer(api.POST('/crm/leads/{id}/restore', { params: { path: { id } } }))

/** Leads with the same phone or e-mail as this one. */
export const duplicatesOfQuery = (id: number) =>
  queryOptions({
    queryKey: ['leads', 'duplicates-of', id],
    queryFn: ({ signal }): Promise<{ duplicates: Duplicate[] }> =>
      answer(api.GET('/crm/leads/{id}/duplicates', { params: { path: { id } }, signal })),
  })

export interface Neighbours {
  /** Counted from 1. */
  position: number
  previous: number | null
  next: number | null
}

/** The leads before and after this one in a list; nothing when it is not on the pages met so far. */
export const neighboursQuery = (list: LeadListKey, id: number) =>
  queryOptions({
    queryKey: ['leads', 'neighbours', list, id],
    queryFn: async ({ client }): Promise<Neighbours | null> => {
      const { pages } = client.getQueryData<PageBook>(leadKeys.book(list)) ?? EMPTY_BOOK
      let before = 0
      for (const [index, { cursor, rows }] of pages.entries()) {
        const page = client.getQueryData<LeadPage>(leadKeys.page(list, cursor))
        const at = page?.data.findIndex(lead => lead.id === id) ?? -1
        if (page && at >= 0) {
          const nextCursor = page.next_cursor
          const previousPage = pages[index - 1]
          const next =
            page.data[at + 1] ?? (nextCursor ? (await rowsAt(client, list, nextCursor)).at(0) : undefined)
          const previous =
            page.data[at - 1] ??
            (previousPage ? (await rowsAt(client, list, previousPage.cursor)).at(-1) : undefined)
          return { position: before + at + 1, previous: previous?.id ?? null, next: next?.id ?? null }
        }
        before += rows ?? 0
      }
      return null
    },
    staleTime: 0,
    gcTime: 0,
  })

const rowsAt = async (client: QueryClient, list: LeadListKey, cursor: string | null): Promise<Lead[]> =>
  (await client.ensureQueryData(leadPageQuery(list, cursor))).data
