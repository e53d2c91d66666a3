import type { Outcome } from './api.ts'

/** How a run went: who got how many by the rules, the most first, who as the fallback owner, and how many found nobody. */
export function outcomeWords(
  done: readonly Outcome[],
  people: readonly { id: number; name: string }[],
): string {
  if (done.length === 0) return 'They have found owners meanwhile.'
  const nameOf = (id: number) => people.find(person => person.id === id)?.name ?? 'somebody'
  const sharesOf = (outcomes: readonly Outcome[]): string => {
    const shares = new Map<number, number>()
    for (const { owner_id } of outcomes)
      if (owner_id !== null) shares.set(owner_id, (shares.get(owner_id) ?? 0) + 1)
    return [...shares]
      .map(([id, count]) => ({ name: nameOf(id), count }))
      .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
      .map(one => `${one.name} ${one.count}`)
      .join(', ')
  }
  const given = sharesOf(done.filter(({ kind }) => kind !== 'fallback'))
  const fallen = sharesOf(done.filter(({ kind }) => kind === 'fallback'))
  const left = done.filter(({ owner_id }) => owner_id === null).length
  return [
    given && `Given out: ${given}.`,
    fallen && `As fallback owner, since no rule fits or nobody is free: ${fallen}.`,
    left > 0 && `${left} found nobody: no rule fits, or nobody is free.`,
  ]
    .filter(Boolean)
    .join(' ')
}
