import { createContext, type ReactNode } from 'react'
import type { Lead } from './lead.ts'

/** What other features offer on each row and card of a list of leads; of the one that is a stop of the Tab key, reachable by it. */
export const LeadRowDeed = createContext<
  ((lead: Pick<Lead, 'id' | 'name'>, isTabStop: boolean) => ReactNode) | null
>(null)
