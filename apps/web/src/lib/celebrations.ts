import type { QueryClient } from '@tanstack/react-query'
import { answer, api } from './api.ts'
import { type Me, meQuery } from './me.ts'
import { showAtOnce } from './show-at-once.ts'

/** Whether this person wants conversions celebrated: on every device, until they say otherwise. */
export const celebrates = (client: QueryClient): boolean =>
  client.getQueryData(meQuery.queryKey)?.preferences.celebrates !== false

/** Says so at once; it goes back when it could not be kept.
 *  @throws ProblemError */
export async function setCelebrates(client: QueryClient, wants: boolean): Promise<void> {
  const show = (value: boolean | null) =>
    showAtOnce<Me>(client, meQuery.queryKey, me => ({ ...me, preferences: { celebrates: value } }))
  const before = client.getQueryData(meQuery.queryKey)?.preferences.celebrates ?? null
  show(wants)
  try {
    await answer(api.PUT('/crm/preferences', { body: { celebrates: wants } }))
  } catch (problem) {
    show(before)
    throw problem
  } finally {
    void client.invalidateQueries({ queryKey: meQuery.queryKey })
  }
}

/** Celebrates a conversion for a second, unless this person, or their system, wants no motion. */
export async function celebrate(client: QueryClient): Promise<void> {
  await takeOverCelebrates(client)
  if (!celebrates(client) || matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const { throwConfetti } = await import('../ui/confetti.ts')
  throwConfetti()
}

/** What a browser remembered before it was kept for the person goes over to them, once: what they have said since holds. */
export async function takeOverCelebrates(client: QueryClient): Promise<void> {
  const me = client.getQueryData(meQuery.queryKey)
  if (!me || me.viewing !== null) return
  try {
    const name = `optimwalls.celebrates.${me.id}`
    const isOff = localStorage.getItem(name) === 'no'
    if (isOff && me.preferences.celebrates === null) await setCelebrates(client, false)
    localStorage.removeItem(name)
  } catch {
    // Tried again with the next visit.
  }
}
