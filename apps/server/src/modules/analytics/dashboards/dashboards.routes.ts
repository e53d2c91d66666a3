import type { FastifyRequest } from 'fastify'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import {
  Dashboard,
  DashboardBody,
  DashboardQuery,
  RoleDashboardBody,
  RoleDashboards,
  type Size,
} from './dashboards.schemas.ts'
import {
  readDashboard,
  resetDashboard,
  roleDashboards,
  saveDashboard,
  setRoleDashboard,
} from './dashboards.service.ts'

export interface DashboardRoutesNeeds {
  db: Database
  /** Notes who set the dashboard of which role. */
  audit(tx: Transaction, request: FastifyRequest, details: { role_id: number; size: Size }): void
}

const mine = { access: 'signed-in' } as const
const ofRoles = { access: { module: 'CRM', action: 'configure_fields' } } as const
const tags = ['Dashboards']

/** Which widgets stand on one's dashboard, and on that of a role. */
export function dashboardRoutes(http: Http, { db, audit }: DashboardRoutesNeeds): void {
  http.get(
    '/crm/dashboard',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Your dashboard: its widgets in order',
        querystring: DashboardQuery,
        response: { 200: Dashboard },
      },
    },
    request => readDashboard(db, request.principal, request.query.size ?? 'laptop'),
  )
  http.put(
    '/crm/dashboard',
    {
      config: mine,
      schema: { tags, summary: 'Arrange your dashboard', body: DashboardBody, response: { 200: Dashboard } },
    },
    request => saveDashboard(db, request.principal, request.body.size, request.body.widgets),
  )
  http.delete(
    '/crm/dashboard',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Give up your own arrangement for that of your role',
        querystring: DashboardQuery,
        response: { 200: Dashboard },
      },
    },
    request => resetDashboard(db, request.principal, request.query.size ?? 'laptop'),
  )
  http.get(
    '/crm/settings/dashboards',
    {
      config: ofRoles,
      schema: { tags, summary: 'The dashboards that are set for roles', response: { 200: RoleDashboards } },
    },
    () => roleDashboards(db),
  )
  http.put(
    '/crm/settings/dashboards',
    {
      config: ofRoles,
      schema: {
        tags,
        summary: 'Set the dashboard of whoever has a role and arranged none',
        body: RoleDashboardBody,
        response: { 200: RoleDashboards },
      },
    },
    request => setRoleDashboard({ db, audit: (tx, details) => audit(tx, request, details) }, request.body),
  )
}
