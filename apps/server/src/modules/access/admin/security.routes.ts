import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { auditBy } from './actor.ts'
import { ApiKeyList, type ApiKeys, CreatedApiKey, NewApiKey } from './api-keys.service.ts'
import { AuditActions, AuditExportQuery, AuditList, type AuditLog, AuditQuery } from './audit-log.ts'
import {
  NewcomerBody,
  OnboardingBody,
  type OnboardingRules,
  OnboardingShape,
  WelcomeShape,
} from './onboarding.service.ts'
import { actorOf, administers } from './users.routes.ts'
import { IdParams } from './wire.ts'

export interface SecurityRoutesNeeds {
  platform: Pick<AccessPlatform, 'db'>
  apiKeys: ApiKeys
  auditLog: AuditLog
  onboarding: OnboardingRules
}

export function securityRoutes(
  http: Http,
  { platform, apiKeys, auditLog, onboarding }: SecurityRoutesNeeds,
): void {
  http.get(
    '/crm/api-keys',
    {
      config: administers('manage_api_keys'),
      schema: { tags: ['API keys'], summary: 'Keys of programs', response: { 200: ApiKeyList } },
    },
    async request => ({ data: await apiKeys.list(request.principal), next_cursor: null }),
  )
  http.post(
    '/crm/api-keys',
    {
      config: administers('manage_api_keys'),
      schema: {
        tags: ['API keys'],
        summary: 'Make a key; it is shown this once',
        body: NewApiKey,
        response: { 201: CreatedApiKey },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return reply.code(201).send(await apiKeys.create(actorOf(request), request.body))
    },
  )
  http.delete(
    '/crm/api-keys/:id',
    {
      config: administers('manage_api_keys'),
      schema: {
        tags: ['API keys'],
        summary: 'Take back a key',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await apiKeys.revoke(actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/crm/audit-logs',
    {
      config: administers('view_audit'),
      schema: {
        tags: ['Audit log'],
        summary: 'Who did what, newest first',
        querystring: AuditQuery,
        response: { 200: AuditList },
      },
    },
    async request => auditLog.page(request.principal, request.query),
  )
  http.get(
    '/crm/audit-logs/actions',
    {
      config: administers('view_audit'),
      schema: { tags: ['Audit log'], summary: 'What can be filtered by', response: { 200: AuditActions } },
    },
    async () => ({ data: await auditLog.actions() }),
  )
  http.get(
    '/crm/audit-logs/export',
    {
      config: administers('view_audit'),
      schema: {
        tags: ['Audit log'],
        summary: 'The audit log as a CSV file',
        querystring: AuditExportQuery,
        produces: ['text/csv'],
        response: { 200: { description: 'CSV', content: { 'text/csv': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      await platform.db.inTransaction(async tx =>
        auditBy(tx, actor, {
          action: 'exported_audit_log',
          details: { filters: Object.keys(request.query) },
        }),
      )
      const day = new Date().toISOString().slice(0, 10)
      reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="audit-log-${day}.csv"`)
      return reply.send(auditLog.csv(request.principal, request.query) as never)
    },
  )

  http.get(
    '/crm/onboarding-rules',
    {
      config: administers('view_users'),
      schema: {
        tags: ['Onboarding'],
        summary: 'Which roles and team new people get',
        response: { 200: OnboardingShape },
      },
    },
    async request => onboarding.read(request.principal),
  )
  http.put(
    '/crm/onboarding-rules',
    {
      config: administers('manage_roles'),
      schema: {
        tags: ['Onboarding'],
        summary: 'Replace the rules for new people',
        body: OnboardingBody,
        response: { 200: OnboardingShape },
      },
    },
    async request => onboarding.write(actorOf(request), request.body),
  )
  http.post(
    '/crm/onboarding-rules/try',
    {
      config: administers('view_users'),
      schema: {
        tags: ['Onboarding'],
        summary: 'Who would get what',
        body: NewcomerBody,
        response: { 200: WelcomeShape },
      },
    },
    async request => onboarding.tryOut(request.body),
  )
}
