import type { Storage } from '../../../platform/storage/storage.ts'
import { encodeRow, MAX_ROWS_BYTES, readRows, together } from '../import/files/rows-file.ts'

/**
 * Empties the rows of a stored file that tell of somebody. They stay as rows without a cell: an import that goes on counts them, and
 * refuses them by itself. The file is read and written in a stream, and not written when nothing in it tells.
 * @returns what stood in them
 */
export async function blankRows(
  storage: Storage,
  fileKey: string,
  tells: (text: string) => boolean,
): Promise<string[][]> {
  const blanked: string[][] = []
  for await (const { cells } of readRows(storage.read(fileKey)))
    if (tells(cells.join(' '))) blanked.push(cells)
  if (blanked.length === 0) return blanked
  async function* left() {
    for await (const row of readRows(storage.read(fileKey)))
      yield Buffer.from(encodeRow(tells(row.cells.join(' ')) ? { ...row, cells: [] } : row))
  }
  await storage.put(fileKey, together(left()), { type: 'text/plain', maxBytes: MAX_ROWS_BYTES })
  return blanked
}
