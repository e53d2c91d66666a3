/** Whether a row is the header once more: files that were put together from several have one above each part. `names` are the names
 *  of the columns. */
export function isHeaderAgain(cells: readonly string[], names: readonly string[]): boolean {
  let filled = 0
  for (const [i, cell] of cells.entries()) {
    const text = cell.replace(/\s+/g, ' ').trim()
    if (text === '') continue
    const name = names[i] ?? ''
    // A heading that occurs twice has the number of its column behind it.
    if (name !== text && name !== `${text} (${i + 1})`) return false
    filled++
  }
  return filled > 0
}
