/** Whether the text is a day that exists, `YYYY-MM-DD`, from year 1 on, as PostgreSQL takes it. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Whether the text is an instant with its zone, such as `2026-01-31T09:30:00Z`. No leap second: `Date` knows none. */
export function isInstant(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/.exec(text)
  return match?.[1] !== undefined && isDay(match[1]) && !Number.isNaN(Date.parse(text))
}
