import { Type } from 'typebox'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { AccessPlatform } from '../access.platform.ts'
import {
  NewRole,
  PermissionChanges,
  PermissionEffect,
  Role,
  RoleDeletion,
  RoleList,
  RolePatch,
  RolePermissions,
} from './roles.schemas.ts'
import type { RolesAdmin } from './roles-admin.service.ts'
import { NewTeam, Team, TeamDeletion, TeamPatch, TeamTree } from './teams.schemas.ts'
import type { Teams } from './teams.service.ts'
import { actorOf, administers } from './users.routes.ts'
import { IdParams, Repeatable } from './wire.ts'

export interface RoleRoutesNeeds {
  platform: Pick<AccessPlatform, 'db' | 'crypto'>
  roles: RolesAdmin
  teams: Teams
}

export function roleRoutes(http: Http, { platform, roles, teams }: RoleRoutesNeeds): void {
  const tags = ['Roles and teams']

  http.get(
    '/crm/roles',
    {
      config: administers('view_users'),
      schema: { tags, summary: 'All roles, with what each may do', response: { 200: RoleList } },
    },
    async request => ({ data: await roles.list(request.principal), next_cursor: null }),
  )
  http.post(
    '/crm/roles',
    {
      config: administers('manage_roles'),
      schema: {
        tags,
        summary: 'Make a role, empty or as a copy of another',
        headers: Repeatable,
        body: NewRole,
        response: { 201: Role },
      },
    },
    async (request, reply) => {
      const answer = await idempotent(request, platform.db, platform.crypto, async tx => ({
        status: 201,
        body: await roles.create(tx, actorOf(request), request.body),
      }))
      return reply.code(201).send(answer.body)
    },
  )
  http.patch(
    '/crm/roles/:id',
    {
      config: administers('manage_roles'),
      schema: {
        tags,
        summary: 'Rename or describe a role',
        params: IdParams,
        body: RolePatch,
        response: { 200: Role },
      },
    },
    async request => roles.update(actorOf(request), request.params.id, request.body),
  )
  http.delete(
    '/crm/roles/:id',
    {
      config: administers('manage_roles'),
      schema: {
        tags,
        summary: 'Delete a role; its people get another',
        params: IdParams,
        querystring: RoleDeletion,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await roles.remove(actorOf(request), request.params.id, request.query.replace_with)
      return reply.code(204).send(null)
    },
  )
  http.get(
    '/crm/roles/:id/permissions',
    {
      config: administers('view_users'),
      schema: { tags, summary: 'What a role may do', params: IdParams, response: { 200: RolePermissions } },
    },
    async request => {
      const { id, permissions } = await roles.one(request.principal, request.params.id)
      return { role_id: id, permissions }
    },
  )
  http.post(
    '/crm/permissions/preview',
    {
      config: administers('manage_roles'),
      schema: {
        tags,
        summary: 'Whom changes of permissions would concern, and how',
        body: PermissionChanges,
        response: { 200: PermissionEffect },
      },
    },
    async request => roles.preview(actorOf(request), request.body.changes),
  )
  http.patch(
    '/crm/permissions',
    {
      config: administers('manage_roles'),
      schema: {
        tags,
        summary: 'Change what roles may do, all or nothing',
        body: PermissionChanges,
        response: { 200: PermissionEffect },
      },
    },
    async request => roles.change(actorOf(request), request.body.changes),
  )

  http.get(
    '/crm/teams/tree',
    {
      config: administers('view_users'),
      schema: {
        tags,
        summary: 'All teams, with heads and how many work in each',
        response: { 200: TeamTree },
      },
    },
    async () => ({ data: await teams.tree(), next_cursor: null }),
  )
  http.post(
    '/crm/teams',
    {
      config: administers('manage_teams'),
      schema: { tags, summary: 'Make a team', headers: Repeatable, body: NewTeam, response: { 201: Team } },
    },
    async (request, reply) => {
      const answer = await idempotent(request, platform.db, platform.crypto, async tx => ({
        status: 201,
        body: await teams.create(tx, actorOf(request), request.body),
      }))
      return reply.code(201).send(answer.body)
    },
  )
  http.patch(
    '/crm/teams/:id',
    {
      config: administers('manage_teams'),
      schema: {
        tags,
        summary: 'Rename a team, move it below another, change its head',
        params: IdParams,
        body: TeamPatch,
        response: { 200: Team },
      },
    },
    async request => teams.update(actorOf(request), request.params.id, request.body),
  )
  http.delete(
    '/crm/teams/:id',
    {
      config: administers('manage_teams'),
      schema: {
        tags,
        summary: 'Delete a team; its people and leads go to another',
        params: IdParams,
        querystring: TeamDeletion,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await teams.remove(actorOf(request), request.params.id, request.query.move_to)
      return reply.code(204).send(null)
    },
  )
}
