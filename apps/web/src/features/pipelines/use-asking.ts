import { useState } from 'react'
import { ProblemError } from '../../lib/problem.ts'
import type { Card, Stage } from './board.ts'
import type { Given } from './evidence.ts'
import { FIELD_LABELS } from './required-fields.ts'

/** What a move has to bring along, and who waits for it. */
export interface Asked {
  card: Pick<Card, 'id' | 'name'>
  to: Pick<Stage, 'name' | 'category'>
  /** Names of what is missing: `fields.budget`, `note`. */
  paths: readonly string[]
  /** What the server said of each, when it was tried before. */
  messages: Readonly<Record<string, string>>
  answer: (given: Given | null) => void
}

export type { Given }

export type Missing = Pick<Asked, 'paths' | 'messages'>

/** Puts a question to the person; `MoveDialog` shows what is `asked`. The promise is null when they leave it. */
export function useAsking() {
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = (card: Asked['card'], to: Asked['to'], missing: Missing) =>
    new Promise<Given | null>(resolve => {
      setAsked({
        card,
        to,
        ...missing,
        answer: given => {
          setAsked(null)
          resolve(given)
        },
      })
    })
  return { asked, ask }
}

/** What a refused move can be asked for; null when no answer would let it through. */
export function missingOf(problem: unknown): Missing | null {
  if (!(problem instanceof ProblemError) || problem.status !== 422) return null
  const named = problem.errors.map(({ path, message }) => [pathOf(path), message] as const)
  const paths = named.flatMap(([path]) => path ?? [])
  if (paths.length === 0 || paths.length < named.length) return null
  return { paths, messages: Object.fromEntries(named) }
}

/** Both together; what came later holds. */
export const bothGiven = (first: Given, then: Given): Given => ({
  ...first,
  ...then,
  ...((first.fields || then.fields) && { fields: { ...first.fields, ...then.fields } }),
  ...((first.evidence || then.evidence) && { evidence: { ...first.evidence, ...then.evidence } }),
})

/** A move names a field of the lead `fields.budget`, an edit `budget`. */
function pathOf(path: string): string | undefined {
  if (path === 'note' || path.startsWith('fields.') || path.startsWith('evidence.')) return path
  return path in FIELD_LABELS ? `fields.${path}` : undefined
}
