/** Numbers; NaN and the infinities mean missing. */
export interface NumericColumn {
  name: string
  kind: 'numeric'
  values: ArrayLike<number>
}

/** Words of a list; null means missing. */
export interface CategoricalColumn {
  name: string
  kind: 'categorical'
  values: readonly (string | null)[]
}

/** What is known of the leads under one heading. */
export type Column = NumericColumn | CategoricalColumn

/** What is known of `rows` leads, column by column, as it stood at one moment of each lead. */
export interface FeatureTable {
  rows: number
  columns: readonly Column[]
}

/** The chosen rows of a table, in the order asked for. */
export function pickRows(table: FeatureTable, rows: ArrayLike<number>): FeatureTable {
  return {
    rows: rows.length,
    columns: table.columns.map(column =>
      column.kind === 'numeric'
        ? { ...column, values: Float64Array.from(rows, row => column.values[row] ?? Number.NaN) }
        : { ...column, values: Array.from(rows, row => column.values[row] ?? null) },
    ),
  }
}
