import { useHotkeys } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type LeadListKey, leadKeys, leadPageQuery } from './api.ts'
import { layOut, type PageBook, pageOfRow } from './page-book.ts'
import { EVERYTHING, isTicked, NOTHING, type Selection, tick } from './selection.ts'

/** Ticking of the leads of a list. */
export interface Selecting {
  selection: Selection
  /** Ticks a lead or not; with `isRange` also all between it and the one ticked last. */
  toggle: (id: number, row: number, isRange: boolean) => void
  selectAll: () => void
  clear: () => void
}

/** Most leads that a shift-click reaches over. */
const MAX_RANGE = 2000

/** The ticked leads of a list; none of another list. X ticks the row of the keys, ⌘A all, Esc none. */
export function useSelection(list: LeadListKey, isOn: boolean): Selecting & { onKey: (row: number) => void } {
  const client = useQueryClient()
  const name = JSON.stringify(list)
  const [kept, setKept] = useState<{ list: string; selection: Selection }>({ list: name, selection: NOTHING })
  const selection = kept.list === name ? kept.selection : NOTHING
  const anchor = useRef(0)
  const set = (change: (now: Selection) => Selection) =>
    setKept(now => ({ list: name, selection: change(now.list === name ? now.selection : NOTHING) }))

  async function reach(from: number, to: number, isTicking: boolean) {
    const book = client.getQueryData<PageBook>(leadKeys.book(list))
    if (!book || to - from > MAX_RANGE) return
    const { starts } = layOut(book)
    const pages = book.pages.slice(pageOfRow(starts, from), pageOfRow(starts, to) + 1)
    const loaded = await Promise.all(
      pages.map(page => client.ensureQueryData(leadPageQuery(list, page.cursor))),
    )
    const first = starts[pageOfRow(starts, from)] ?? 0
    const ids = loaded.flatMap(page => page.data.map(lead => lead.id)).slice(from - first, to - first + 1)
    set(now => tick(now, ids, isTicking))
  }

  function toggle(id: number, row: number, isRange: boolean) {
    const isTicking = !isTicked(selection, id)
    if (isRange) void reach(Math.min(row, anchor.current), Math.max(row, anchor.current), isTicking)
    set(now => tick(now, [id], isTicking))
    anchor.current = row
  }

  const selectAll = () => set(() => EVERYTHING)
  const clear = () => set(() => NOTHING)
  const idAt = (row: number): number | undefined => {
    const book = client.getQueryData<PageBook>(leadKeys.book(list))
    if (!book) return undefined
    const { starts } = layOut(book)
    const page = pageOfRow(starts, row)
    const cursor = book.pages[page]?.cursor ?? null
    return client.getQueryData(leadPageQuery(list, cursor).queryKey)?.data[row - (starts[page] ?? 0)]?.id
  }
  useHotkeys(isOn ? [['mod+A', selectAll]] : [])
  // A dialog or a menu that is open closes first.
  const leave = () => {
    if (!document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) clear()
  }
  useHotkeys(isOn && (selection.isAll || selection.ids.size > 0) ? [['Escape', leave]] : [])

  return {
    selection,
    toggle,
    selectAll,
    clear,
    onKey: row => {
      const id = idAt(row)
      if (isOn && id !== undefined) toggle(id, row, false)
    },
  }
}
