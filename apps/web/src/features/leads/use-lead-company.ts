import { createContext, use, useEffect, useRef, useState } from 'react'
import { useMe } from '../../lib/me.ts'
import { usePresence } from '../../lib/presence.ts'
import type { Lead } from './lead.ts'
import { changedFields } from './lead-changes.ts'

/** What others do with the fields of the lead on the page. */
export interface LeadCompany {
  /** Who else is in a field. */
  nameIn(field: string): string | null
  /** Somebody else has changed it just now. */
  isFresh(field: string): boolean
  /** Tells the others that this person is in a field, or has left it. */
  enter(field: string): void
  leave(field: string): void
}

/** As long as the glow of a changed field, in milliseconds. */
const FRESH_MS = 1600

const ALONE: LeadCompany = { nameIn: () => null, isFresh: () => false, enter: () => {}, leave: () => {} }

export const LeadCompanyContext = createContext(ALONE)

export function useFieldCompany(): LeadCompany {
  return use(LeadCompanyContext)
}

/** @param isOwn whether this page made a version itself: then its changes are no news */
export function useLeadCompany(lead: Lead, isOwn: (version: number) => boolean): LeadCompany {
  const me = useMe()
  const [field, setField] = useState<string | null>(null)
  const people = usePresence(`lead:${lead.id}`, field === null ? undefined : { field })
  const fresh = useFreshFields(lead, isOwn)
  return {
    nameIn: name =>
      people.find(({ id, doing }) => id !== me.id && doing.some(each => each.field === name))?.name ?? null,
    isFresh: name => fresh.has(name),
    enter: setField,
    leave: name => setField(now => (now === name ? null : now)),
  }
}

function useFreshFields(lead: Lead, isOwn: (version: number) => boolean): ReadonlySet<string> {
  const known = useRef(lead)
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new version is news
  useEffect(() => {
    const before = known.current
    known.current = lead
    if (lead.version <= before.version || isOwn(lead.version)) return
    setFresh(new Set(changedFields(before, lead)))
    const timer = setTimeout(() => setFresh(new Set()), FRESH_MS)
    return () => clearTimeout(timer)
  }, [lead.version])
  return fresh
}
