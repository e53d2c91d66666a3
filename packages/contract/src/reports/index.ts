export { figureOf, type Leads, type ReportAnswer } from './report-answer.ts'
export {
  type Column,
  type FigureKind,
  headColumns,
  kindOf,
  PARTS,
  type Part,
  REPORT_NAMES,
  REPORTS,
  type ReportKind,
  type ReportName,
} from './report-kinds.ts'
export { type Figure, type ReportRow, type ReportView, viewOf } from './report-view.ts'
export { sayFigure, sayPeriod } from './say-figure.ts'
export { unitOf } from './unit-of.ts'
