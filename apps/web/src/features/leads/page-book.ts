/**
 * Which pages of a list are known: where each starts and how many rows it has. The rows themselves live in the query cache
 * and come and go with the window; the book stays small (a cursor for 100 rows), so a list of any length can be scrolled
 * back and forth in bounded memory.
 */
export interface PageBook {
  pages: readonly KnownPage[]
  /** There is no page after the last one known. */
  isComplete: boolean
}

export interface KnownPage {
  /** Null for the first page. */
  cursor: string | null
  /** Number of rows; unknown until the page was fetched once. */
  rows: number | null
}

/** Rows a page is asked for. */
export const PAGE_ROWS = 100

export const EMPTY_BOOK: PageBook = { pages: [{ cursor: null, rows: null }], isComplete: false }

/** The book after the page at `cursor` came in. When it now ends elsewhere, the pages after it are met anew: no gap, no double. */
export function learnPage(
  book: PageBook,
  cursor: string | null,
  page: { data: readonly unknown[]; next_cursor: string | null },
): PageBook {
  const index = book.pages.findIndex(known => known.cursor === cursor)
  if (index < 0) return book
  const here: KnownPage = { cursor, rows: page.data.length }
  const before = book.pages.slice(0, index)
  if (page.next_cursor === null) return { pages: [...before, here], isComplete: true }
  const next = book.pages[index + 1]
  if (next?.cursor === page.next_cursor) {
    const same = book.pages[index]?.rows === here.rows
    return same ? book : { ...book, pages: [...before, here, ...book.pages.slice(index + 1)] }
  }
  return { pages: [...before, here, { cursor: page.next_cursor, rows: null }], isComplete: false }
}

/** The book after one row left the page at `index`. */
export function forgetRow(book: PageBook, index: number): PageBook {
  const page = book.pages[index]
  if (!page?.rows) return book
  return { ...book, pages: book.pages.with(index, { ...page, rows: page.rows - 1 }) }
}

/** First row of each page, and the end of the last page that was fetched. */
export function layOut(book: PageBook): { starts: number[]; known: number } {
  const starts: number[] = []
  let known = 0
  for (const page of book.pages) {
    starts.push(known)
    known += page.rows ?? 0
  }
  return { starts, known }
}

/** The page that holds a row, by the first rows of all pages. */
export function pageOfRow(starts: readonly number[], row: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= row) low = middle
    else high = middle - 1
  }
  return low
}

/** Rows shown as skeletons beyond what is known: enough for a hard flick of the wheel. */
const AHEAD_ROWS = 300

/** How long the list is drawn: what is known, and a stretch of what is still to come. */
export function drawnRows(book: PageBook, total: { count: number; capped: boolean } | undefined): number {
  const { known } = layOut(book)
  if (book.isComplete) return known
  const rest = total && !total.capped ? Math.max(total.count - known, 1) : AHEAD_ROWS
  return known + Math.min(rest, AHEAD_ROWS)
}
