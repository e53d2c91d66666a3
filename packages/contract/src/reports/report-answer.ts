import type { paths } from '../generated/openapi.d.ts'

type Conversions = paths['/crm/reports/conversions']['get']['responses'][200]['content']['application/json']
/** The filters of the list that finds the leads of a figure. */
export type Leads = Conversions['total']['leads']

type Figures = Record<string, number | null>
/** An answer of any report, as the page reads it: the figures stand beside these under their names. */
export interface ReportAnswer {
  range: { from: string; to: string }
  compared: { from: string; to: string } | null
  currency?: string
  pipeline?: { id: number; name: string }
  velocity?: number | null
  total: object & { leads?: Leads; deeds?: Leads; previous: object | null }
  groups: readonly (object & {
    keys?: readonly { value: string | null; label: string }[]
    stage?: { id: number; name: string }
    leads?: Leads
    /** Those with whom something was done, where that is told beside. */
    deeds?: Leads
    previous: object | null
  })[]
}

/** A figure of a row, by its name. */
export function figureOf(row: object, name: string): number | null {
  const value = (row as Figures)[name]
  return typeof value === 'number' ? value : null
}
