import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { type LeadListKey, leadKeys } from './api.ts'
import type { Lead, LeadPage } from './lead.ts'
import { forgetRow, type PageBook } from './page-book.ts'

/** Changes a lead wherever it is on screen: its own page and the rows of lists. */
export function changeCached(client: QueryClient, id: number, change: (lead: Lead) => Lead): void {
  client.setQueryData<Lead>(leadKeys.one(id), lead => lead && change(lead))
  client.setQueriesData<LeadPage>({ queryKey: leadKeys.pages }, page => {
    const index = page?.data.findIndex(lead => lead.id === id) ?? -1
    const lead = page?.data[index]
    if (!page || !lead) return page
    const changed = change(lead)
    return changed === lead ? page : { ...page, data: page.data.with(index, changed) }
  })
}

/** Whether a lead stands on a page of the list that has been fetched. */
export function isListed(client: QueryClient, list: LeadListKey, id: number): boolean {
  return client
    .getQueriesData<LeadPage>({ queryKey: [...leadKeys.pages, list] })
    .some(([, page]) => page?.data.some(lead => lead.id === id))
}

/** Puts what the server answered in place of what is shown, unless something newer is shown already. */
export function putCached(client: QueryClient, lead: Lead): void {
  client.setQueryData<Lead>(leadKeys.one(lead.id), shown =>
    shown && shown.version > lead.version ? shown : lead,
  )
  changeCached(client, lead.id, shown => (shown.version > lead.version ? shown : lead))
}

/** Takes a lead out of the lists on screen; the rows below move up, nothing is fetched. */
export function removeCached(client: QueryClient, id: number): void {
  for (const [key, page] of client.getQueriesData<LeadPage>({ queryKey: leadKeys.pages })) {
    if (!page?.data.some(lead => lead.id === id)) continue
    client.setQueryData<LeadPage>(key, { ...page, data: page.data.filter(lead => lead.id !== id) })
    const { list, cursor } = partsOf(key)
    client.setQueryData<PageBook>(
      leadKeys.book(list),
      book =>
        book &&
        forgetRow(
          book,
          book.pages.findIndex(known => known.cursor === cursor),
        ),
    )
  }
}

function partsOf(key: QueryKey): { list: LeadListKey; cursor: string | null } {
  return { list: key[2] as LeadListKey, cursor: key[3] as string | null }
}
