import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { logSheet, nextStep } from '../features/activities/log-sheet.ts'
import { leadKeys } from '../features/leads/api.ts'
import type { NextAction } from '../features/next-actions/api.ts'
import { wakeLead } from '../features/pipelines/api.ts'
import { showToast } from '../ui/toast.ts'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What is to be done once the page of the lead stands. */
    doNext?: Pick<NextAction, 'kind' | 'field'>
  }
}

/** The lead that something is done with. */
export interface DoneWith {
  id: number
  name: string
  /** Where nothing is known, the question how it went is enough. */
  phone?: string | null
}

/** What is to be done, as far as doing it asks for it. */
type Deed = Pick<NextAction, 'kind' | 'field'> & Partial<Pick<NextAction, 'due_at'>>

export type OnPage = (action: Deed, lead: DoneWith) => void

/** Does what is best done next. What takes the page of the lead is left to `onPage`, or done there. */
export function useNextDeeds(onPage?: OnPage): OnPage {
  const client = useQueryClient()
  const navigate = useNavigate()
  const there: OnPage = ({ kind, field }, { id }) =>
    void navigate({
      to: '/leads/$leadId',
      params: { leadId: String(id) },
      state: { doNext: { kind, field } },
    })
  return (action, lead) => {
    switch (action.kind) {
      case 'call_now':
      case 're_engage':
        return callOrLog(lead)
      case 'plan_call':
        return nextStep.open({
          lead,
          given: { kind: 'call', ...(action.due_at && { due: new Date(action.due_at) }) },
        })
      case 'book_visit':
        return nextStep.open({ lead, given: { kind: 'site_visit' } })
      case 'chase_quote':
        return nextStep.open({ lead, given: { kind: 'call', title: 'Ask about the quote' } })
      case 'wake':
        return void wakeLead(lead.id)
          .then(() => client.invalidateQueries({ queryKey: leadKeys.one(lead.id) }))
          .catch((problem: Error) => showToast({ message: `Not woken: ${problem.message}`, tone: 'problem' }))
      default:
        return (onPage ?? there)(action, lead)
    }
  }
}

/** A phone dials; either way it is asked how it went. */
function callOrLog(lead: DoneWith): void {
  logSheet.open({ lead })
  if (lead.phone && matchMedia('(pointer: coarse)').matches) location.assign(`tel:${lead.phone}`)
}
