/** Carpet area: `1,420 sq ft`. Indian grouping, so 1,20,000. */
export function formatArea(squareFeet: number | null | undefined): string {
  if (squareFeet === null || squareFeet === undefined) return '—'
  return `${squareFeet.toLocaleString('en-IN', { maximumFractionDigits: 0 })} sq ft`
}
