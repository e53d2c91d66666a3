import { useMutation, useQueryClient } from '@tanstack/react-query'
import { createContext, use, useRef, useState } from 'react'
import { ProblemError } from '../../lib/problem.ts'
import { showToast } from '../../ui/toast.ts'
import { leadKeys, patchLead } from './api.ts'
import { flatten } from './custom-fields.ts'
import { conflictOf, type EditConflict, withTheirs } from './edit-conflict.ts'
import type { Lead, LeadPatch } from './lead.ts'
import { changeCached, putCached } from './lead-cache.ts'

interface Edit {
  patch: LeadPatch
  /** The version the person was looking at when they began. */
  version: number
  /** What is shown until the server answers; the patch itself unless more follows from it. */
  shown?: Partial<Lead>
}

/** Saves one edit. Resolves to false when nothing was saved because of a conflict, which is then asked about.
 *  @throws Error whose message stands beside the field */
export type SaveLead = (edit: Edit) => Promise<boolean>

/** Editing of one lead: shown at once, undone when refused, asked about when someone else was faster. */
export function useLeadEditor(id: number) {
  const client = useQueryClient()
  const [conflict, setConflict] = useState<EditConflict | null>(null)
  /** Versions this page made itself: they are no one else's changes. */
  const own = useRef(new Set<number>())
  const mutation = useMutation({
    mutationFn: ({ version, patch }: Edit) => patchLead(id, pastOwn(version, own.current), patch),
    onMutate: ({ patch, shown = patch as Partial<Lead> }) => {
      const before = client.getQueryData<Lead>(leadKeys.one(id))
      changeCached(client, id, lead => ({ ...lead, ...shown }))
      return { undo: pick(before, Object.keys(shown)) }
    },
    onError: (_error, _edit, started) => changeCached(client, id, lead => ({ ...lead, ...started?.undo })),
    onSuccess: lead => {
      own.current.add(lead.version)
      putCached(client, lead)
    },
    onSettled() {
      void client.invalidateQueries({ queryKey: leadKeys.history(id) })
      void client.invalidateQueries({ queryKey: ['activities', 'timeline', id] })
    },
  })

  const save: SaveLead = async edit => {
    try {
      await mutation.mutateAsync(edit)
      return true
    } catch (error) {
      const found = conflictOf(error, edit.patch)
      if (!found) throw new Error(wordsOf(error, edit.patch), { cause: error })
      setConflict(found)
      changeCached(client, id, lead => withTheirs(lead, found))
      return false
    }
  }

  async function resolve(patch: LeadPatch) {
    setConflict(null)
    if (!conflict || Object.keys(patch).length === 0) {
      await client.invalidateQueries({ queryKey: leadKeys.one(id) })
      return
    }
    try {
      await save({ patch, version: conflict.version })
    } catch (error) {
      showToast({ message: `Not saved: ${(error as Error).message}`, tone: 'problem' })
    }
  }

  return { save, conflict, resolve, isOwn: (version: number) => own.current.has(version) }
}

/** The lead on the page and how its fields are saved. */
export const LeadEditing = createContext<{ lead: Lead; save: SaveLead; isReadOnly: boolean } | null>(null)

export function useLeadEditing() {
  const editing = use(LeadEditing)
  if (!editing) throw new Error('A field of a lead stands outside its page')
  return editing
}

/** The version an edit stands on, once the changes of this very page are counted as seen. */
function pastOwn(version: number, own: ReadonlySet<number>): number {
  let seen = version
  while (own.has(seen + 1)) seen++
  return seen
}

function pick<T extends object>(from: T | undefined, names: string[]): Partial<T> {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([name]) => names.includes(name))) as Partial<T>
}

function wordsOf(error: unknown, patch: LeadPatch): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : 'This was not saved.'
  const named = Object.keys(flatten(patch))
    .map(field => error.messageOf(field))
    .find(Boolean)
  return named ?? error.errors[0]?.message ?? error.message
}
