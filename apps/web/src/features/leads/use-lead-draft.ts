import { useDebouncedCallback, useWindowEvent } from '@mantine/hooks'
import { scopeOf } from '@optimwalls/permissions'
import { useState } from 'react'
import { type Draft, dropDraft, keepDraft, readDraft } from '../../lib/drafts.ts'
import { useMe } from '../../lib/me.ts'
import { EMPTY_FORM, isTyped, type LeadFormField, type LeadFormValues } from './lead-form.ts'

const FORM = 'lead'
const PAUSE_MS = 400

/** `none` before anything is typed; `refused` where this device keeps nothing. */
export type DraftState = 'none' | 'typing' | 'saved' | 'found' | 'refused'

/** The form's values, kept on this device as they are typed, until they are saved or discarded. */
export function useLeadDraft() {
  const me = useMe()
  const { id } = me
  // Whoever sees a team's leads would lose sight of one that is nobody's.
  const opened = { ...EMPTY_FORM, assigned_to: scopeOf(me, 'CRM', 'assign') === 'team' ? String(id) : '' }
  const [found] = useState(() => readDraft(id, FORM, EMPTY_FORM))
  const [draft, setDraft] = useState<Draft<LeadFormValues>>(() => found ?? newDraft(opened))
  const [state, setState] = useState<DraftState>(found ? 'found' : 'none')

  const keep = useDebouncedCallback(
    (next: Draft<LeadFormValues>) => {
      const isWorthIt = isTyped(next.values, opened)
      if (!isWorthIt) dropDraft(id, FORM)
      setState(!isWorthIt ? 'none' : keepDraft(id, FORM, next) ? 'saved' : 'refused')
    },
    { delay: PAUSE_MS, flushOnUnmount: true },
  )

  useWindowEvent('pagehide', keep.flush)

  function change<F extends LeadFormField>(field: F, value: LeadFormValues[F]) {
    const next = { ...draft, values: { ...draft.values, [field]: value } }
    setDraft(next)
    setState('typing')
    keep(next)
  }

  /** Ends the draft: it was saved as a lead, or is not wanted. */
  function drop() {
    keep.cancel()
    dropDraft(id, FORM)
    setDraft(newDraft(opened))
    setState('none')
  }

  /** After a refusal the next try is another request, so that its answer is its own. */
  function renewKey() {
    const next = { ...draft, key: crypto.randomUUID() }
    setDraft(next)
    keep(next)
  }

  return {
    values: draft.values,
    isTyped: isTyped(draft.values, opened),
    key: draft.key,
    state,
    change,
    drop,
    renewKey,
  }
}

const newDraft = (values: LeadFormValues): Draft<LeadFormValues> => ({ key: crypto.randomUUID(), values })
