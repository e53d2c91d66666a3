import type { Http } from '../../platform/http/server.ts'
import { activityReport } from './activity-report.ts'
import { funnelReport } from './funnel-report.ts'
import { conversionReport, lostReport, pipelineReport, sourceReport } from './lead-reports.ts'
import type { ReportNeeds } from './parted-report.ts'
import {
  ActivityQuery,
  ActivityReport,
  ConversionReport,
  FunnelQuery,
  FunnelReport,
  LostQuery,
  LostReport,
  PartedQuery,
  PeopleQuery,
  PipelineQuery,
  PipelineReport,
  ResponseQuery,
  ResponseReport,
  SourceReport,
  TeamReport,
} from './reports.schemas.ts'
import { responseReport } from './response-report.ts'
import { teamReport } from './team-report.ts'

const config = { access: { module: 'Analytics', action: 'view' } } as const
const tags = ['Reports']

/** Figures of the leads that came in a range, within the caller's reach. */
export function reportRoutes(http: Http, needs: ReportNeeds): void {
  http.get(
    '/crm/reports/conversions',
    {
      config,
      schema: {
        tags,
        summary: 'How many of the leads became clients, and how soon',
        querystring: PartedQuery,
        response: { 200: ConversionReport },
      },
    },
    request => conversionReport(needs, request.principal, request.query),
  )
  http.get(
    '/crm/reports/team-performance',
    {
      config,
      schema: {
        tags,
        summary: 'How people or teams do: leads, first responses, follow-ups, visits, conversions',
        querystring: PeopleQuery,
        response: { 200: TeamReport },
      },
    },
    request => teamReport(needs, request.principal, request.query),
  )
  http.get(
    '/crm/reports/funnel',
    {
      config,
      schema: {
        tags,
        summary: 'How leads went through the stages of a pipeline',
        querystring: FunnelQuery,
        response: { 200: FunnelReport },
      },
    },
    request => funnelReport(needs, request.principal, request.query),
  )
  http.get(
    '/crm/reports/response-times',
    {
      config,
      schema: {
        tags,
        summary: 'First responses by day of the week and hour of arrival, by source, by person or by team',
        querystring: ResponseQuery,
        response: { 200: ResponseReport },
      },
    },
    request => responseReport(needs, request.principal, request.query),
  )
  http.get(
    '/crm/reports/pipeline',
    {
      config,
      schema: {
        tags,
        summary: 'What open leads may bring, and how long they have stood',
        querystring: PipelineQuery,
        response: { 200: PipelineReport },
      },
    },
    request => pipelineReport(needs, request.principal, request.query),
  )
  http.get(
    '/crm/reports/lost-reasons',
    {
      config,
      schema: { tags, summary: 'Why leads were lost', querystring: LostQuery, response: { 200: LostReport } },
    },
    request => lostReport(needs, request.principal, request.query),
  )
  http.get(
    '/crm/reports/sources',
    {
      config,
      schema: {
        tags,
        summary: 'What sources and campaigns bring, and what campaigns cost',
        querystring: PartedQuery,
        response: { 200: SourceReport },
      },
    },
    request => sourceReport(needs, request.principal, request.query),
  )
  http.get(
    '/crm/reports/activity',
    {
      config,
      schema: {
        tags,
        summary: 'What people did: calls, visits, messages, notes',
        querystring: ActivityQuery,
        response: { 200: ActivityReport },
      },
    },
    request => activityReport(needs, request.principal, request.query),
  )
}
