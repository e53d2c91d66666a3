const keyOf = (userId: number) => `optimwalls.celebrates.${userId}`

/** Whether this person wants conversions celebrated; the browser remembers it. */
export function celebrates(userId: number): boolean {
  try {
    return localStorage.getItem(keyOf(userId)) !== 'no'
  } catch {
    return true
  }
}

export function setCelebrates(userId: number, wants: boolean): void {
  try {
    if (wants) localStorage.removeItem(keyOf(userId))
    else localStorage.setItem(keyOf(userId), 'no')
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}

/** Celebrates a conversion for a second, unless this person, or their system, wants no motion. */
export async function celebrate(userId: number): Promise<void> {
  if (!celebrates(userId) || matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const { throwConfetti } = await import('../ui/confetti.ts')
  throwConfetti()
}
