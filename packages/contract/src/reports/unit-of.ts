const DAY_MS = 86_400_000

/** How finely time is parted, so that there are some dozens of points at most. */
export function unitOf({ from, to }: { from: string; to: string }): 'day' | 'week' | 'month' {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS
  if (days <= 31) return 'day'
  return days <= 183 ? 'week' : 'month'
}
