import { useQueries, useQuery } from '@tanstack/react-query'
import { type LeadListKey, leadBookQuery, leadPageQuery } from './api.ts'
import type { Lead } from './lead.ts'
import { layOut, type PageBook, pageOfRow } from './page-book.ts'

/** Rows fetched beyond the window on either side, so that steady scrolling meets no skeletons. */
const MARGIN_ROWS = 60

export interface LeadWindow {
  /** The lead of a row, or nothing while it is on its way. */
  rowAt: (row: number) => Lead | undefined
  /** Why the rows in the window could not be had. */
  error: Error | null
  retry: () => void
}

export const useLeadBook = (list: LeadListKey): PageBook => useQuery(leadBookQuery(list)).data

/** Fetches the pages that rows `first` to `last` of a list lie on, and gives their leads. */
export function useLeadWindow(list: LeadListKey, book: PageBook, first: number, last: number): LeadWindow {
  const { starts } = layOut(book)
  const from = pageOfRow(starts, Math.max(0, first - MARGIN_ROWS))
  const to = pageOfRow(starts, last + MARGIN_ROWS)
  const pages = book.pages.slice(from, to + 1)
  const results = useQueries({ queries: pages.map(page => leadPageQuery(list, page.cursor)) })
  const failed = results.find(result => result.isError && !result.data)
  return {
    rowAt: row => {
      const page = pageOfRow(starts, row)
      return results[page - from]?.data?.data[row - (starts[page] ?? 0)]
    },
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  }
}
