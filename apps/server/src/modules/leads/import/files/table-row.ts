/** A row of a file of any format. */
export interface TableRow {
  /** In the file; of several, the one where the row begins. The first is 1. */
  line: number
  cells: string[]
}
