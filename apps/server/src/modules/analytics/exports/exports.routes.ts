import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { ReportNeeds } from '../parted-report.ts'
import { PictureBody, ReportFileQuery } from './exports.schemas.ts'
import { reportCsv, reportXlsx } from './report-file.ts'
import { reportTable, takingOut } from './report-table.ts'

export interface ReportExportNeeds extends Omit<ReportNeeds, 'db'> {
  db: Database
  /** Notes which report was taken out, and how. */
  audit(tx: Transaction, request: FastifyRequest, details: Record<string, unknown>): void
}

const config = { access: { module: 'Analytics', action: 'export' } } as const
const tags = ['Reports']
const CSV = 'text/csv; charset=utf-8'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const file = { schema: Type.String({ format: 'binary' }) }

/** Reports taken out as files. */
export function reportExportRoutes(http: Http, needs: ReportExportNeeds): void {
  const note = (request: FastifyRequest, details: Record<string, unknown>) =>
    needs.db.inTransaction(async tx => needs.audit(tx, request, details))

  http.get(
    '/crm/reports/file',
    {
      config,
      schema: {
        tags,
        summary: 'Any report as a CSV or Excel file, within your reach',
        querystring: ReportFileQuery,
        produces: ['text/csv', XLSX],
        response: { 200: { description: 'The file', content: { 'text/csv': file, [XLSX]: file } } },
      },
    },
    async (request, reply) => {
      const { format, ...call } = request.query
      const table = await reportTable(needs, takingOut(request.principal), call)
      const { report, from, to, by, pipeline, compare_from: _first, compare_to: _last, ...filters } = call
      await note(request, { report, format, from, to, by, pipeline, filters: Object.keys(filters) })
      const { range } = table
      reply
        .header('content-type', format === 'csv' ? CSV : XLSX)
        .header(
          'content-disposition',
          `attachment; filename="${report}-${range.from}-to-${range.to}.${format}"`,
        )
        .header('cache-control', 'no-store')
      return reply.send((format === 'csv' ? reportCsv(table) : reportXlsx(table)) as never)
    },
  )

  http.post(
    '/crm/reports/pictures',
    {
      config,
      schema: {
        tags,
        summary: 'Note that a picture of a chart is taken out: it is drawn in the page',
        body: PictureBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      takingOut(request.principal)
      await note(request, { report: request.body.report, format: 'png' })
      return reply.code(204).send(null)
    },
  )
}
