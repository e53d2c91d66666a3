import type { Outcome } from './api.ts'

/** How a run went: who got how many, the most first, and how many found nobody. */
export function outcomeWords(
  done: readonly Outcome[],
  people: readonly { id: number; name: string }[],
): string {
  const shares = new Map<number, number>()
  for (const { owner_id } of done)
    if (owner_id !== null) shares.set(owner_id, (shares.get(owner_id) ?? 0) + 1)
  const nameOf = (id: number) => people.find(person => person.id === id)?.name ?? 'somebody'
  const given = [...shares]
    .map(([id, count]) => ({ name: nameOf(id), count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
  const left = done.filter(({ owner_id }) => owner_id === null).length
  if (done.length === 0) return 'They have found owners meanwhile.'
  const gave =
    given.length > 0 ? `Given out: ${given.map(one => `${one.name} ${one.count}`).join(', ')}.` : ''
  const kept = left > 0 ? `${left} found nobody: no rule fits, or nobody is free.` : ''
  return [gave, kept].filter(Boolean).join(' ')
}
