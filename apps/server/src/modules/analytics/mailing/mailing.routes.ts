import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import {
  ReportMail,
  ReportMailBody,
  ReportMailParams,
  ReportMails,
  StopBody,
  Stopped,
} from './mailing.schemas.ts'
import type { ReportMailing } from './mailing.service.ts'

const config = { access: { module: 'Analytics', action: 'view' }, forKeys: false } as const
const tags = ['Reports']

/** Reports that people have sent to them each week. */
export function mailingRoutes(http: Http, mailing: ReportMailing): void {
  http.get(
    '/crm/report-mails',
    { config, schema: { tags, summary: 'Your weekly reports', response: { 200: ReportMails } } },
    request => mailing.list(request.principal),
  )
  http.post(
    '/crm/report-mails',
    {
      config,
      schema: {
        tags,
        summary: 'Have a report sent to you each week; asked the same again it takes the new day and hour',
        body: ReportMailBody,
        response: { 200: ReportMail },
      },
    },
    request => mailing.keep(request.principal, request.body),
  )
  http.delete(
    '/crm/report-mails/:id',
    {
      config,
      schema: {
        tags,
        summary: 'End a weekly report',
        params: ReportMailParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await mailing.delete(request.principal, request.params.id)
      return reply.code(204).send(null)
    },
  )
  http.post(
    '/crm/report-mails/:id/send',
    {
      config: { ...config, limit: { max: 10, windowMs: 60_000 } },
      schema: {
        tags,
        summary: 'Send one now, to see what it is like',
        params: ReportMailParams,
        response: { 202: Type.Null() },
      },
    },
    async (request, reply) => {
      await mailing.sendNow(request.principal, request.params.id)
      return reply.code(202).send(null)
    },
  )
  http.post(
    '/api/report-mails/stop',
    {
      config: { access: 'public', limit: { max: 30, windowMs: 60_000 } },
      schema: {
        tags,
        summary: 'End the weekly report that a link in its mail names',
        body: StopBody,
        response: { 200: Stopped },
      },
    },
    async request => ({ report: await mailing.stop(request.body.token) }),
  )
}
