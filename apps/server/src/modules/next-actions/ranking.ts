import { ACTION_KINDS, type ActionKind } from './next-actions.schemas.ts'
import type { Suggestion } from './rules.ts'

/** How often a kind was taken and dismissed. */
export interface Counts {
  taken: number
  dismissed: number
}

/** Answers that a kind has before anybody has given one, half of them yes: it takes some to move the order. */
const BEFOREHAND = 20

/** How likely a suggestion of a kind is to be taken: the mean of a Beta distribution that begins at one half. */
export const takeRate = ({ taken, dismissed }: Counts = { taken: 0, dismissed: 0 }): number =>
  (taken + BEFOREHAND / 2) / (taken + dismissed + BEFOREHAND)

/** Suggestions shown of one lead. */
const MOST = 3

/** What the suggestion is worth: half by its weight, half by whether people take such ones. */
const worthOf = ({ weight, kind }: Suggestion, counts: ReadonlyMap<ActionKind, Counts>): number =>
  weight * (0.5 + takeRate(counts.get(kind)) / 2)

/** The best suggestions, the best first. The same answers always give the same order. */
export function ranked(
  suggestions: readonly Suggestion[],
  counts: ReadonlyMap<ActionKind, Counts>,
): (Suggestion & { worth: number })[] {
  const place = (kind: ActionKind) => ACTION_KINDS.indexOf(kind)
  return suggestions
    .map(one => ({ ...one, worth: worthOf(one, counts) }))
    .sort((a, b) => b.worth - a.worth || place(a.kind) - place(b.kind))
    .slice(0, MOST)
}
