import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { originOf } from '../access.routes.ts'
import { SessionsEnded } from '../access.schemas.ts'
import type { Actor } from './actor.ts'
import type { Invitations } from './invitations.service.ts'
import { type SignInLock, SignInLockShape } from './sign-in-lock.ts'
import {
  GivenRoleBody,
  Invitation,
  InvitationList,
  NewInvitation,
  User,
  UserList,
  UserPatch,
  UserQuery,
  UserRoleParams,
  UserSessionParams,
  UserSessions,
} from './users.schemas.ts'
import type { Users } from './users.service.ts'
import { IdParams, Repeatable } from './wire.ts'

export interface UserRoutesNeeds {
  platform: Pick<AccessPlatform, 'db' | 'crypto'>
  users: Users
  invitations: Invitations
  signInLock: SignInLock
}

export const actorOf = (request: FastifyRequest): Actor => ({
  principal: request.principal,
  origin: originOf(request),
})

export const administers = (
  action: 'view_users' | 'manage_users' | 'manage_teams' | 'manage_roles' | 'manage_api_keys' | 'view_audit',
) => ({ access: { module: 'Administration', action } }) as const

export function userRoutes(http: Http, { platform, users, invitations, signInLock }: UserRoutesNeeds): void {
  const tags = ['People']

  http.get(
    '/crm/users',
    {
      config: administers('view_users'),
      schema: {
        tags,
        summary: 'Everyone with an account, within your reach',
        querystring: UserQuery,
        response: { 200: UserList },
      },
    },
    async request => users.list(request.principal, request.query),
  )
  http.get(
    '/crm/users/:id',
    {
      config: administers('view_users'),
      schema: { tags, summary: 'One person', params: IdParams, response: { 200: User } },
    },
    async request => users.one(request.principal, request.params.id),
  )
  http.patch(
    '/crm/users/:id',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Change name and team of a person',
        params: IdParams,
        body: UserPatch,
        response: { 200: User },
      },
    },
    async request => users.update(actorOf(request), request.params.id, request.body),
  )
  http.post(
    '/crm/users/:id/roles',
    {
      config: administers('manage_roles'),
      schema: {
        tags,
        summary: 'Give a person a role',
        params: IdParams,
        body: GivenRoleBody,
        response: { 200: User },
      },
    },
    async request => users.giveRole(actorOf(request), request.params.id, request.body.role_id),
  )
  http.delete(
    '/crm/users/:id/roles/:roleId',
    {
      config: administers('manage_roles'),
      schema: {
        tags,
        summary: 'Take a role from a person',
        params: UserRoleParams,
        response: { 200: User },
      },
    },
    async request => users.takeRole(actorOf(request), request.params.id, request.params.roleId),
  )
  http.post(
    '/crm/users/:id/deactivate',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Sign a person out and keep them out',
        params: IdParams,
        response: { 200: User },
      },
    },
    async request => users.deactivate(actorOf(request), request.params.id),
  )
  http.post(
    '/crm/users/:id/reactivate',
    {
      config: administers('manage_users'),
      schema: { tags, summary: 'Let a person in again', params: IdParams, response: { 200: User } },
    },
    async request => users.reactivate(actorOf(request), request.params.id),
  )
  http.post(
    '/crm/users/:id/password-reset',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Mail a person a link to choose a new password',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await users.sendReset(actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
  http.get(
    '/crm/users/:id/sign-in-lock',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Whether too many failed tries keep a person out, and until when',
        params: IdParams,
        response: { 200: SignInLockShape },
      },
    },
    request => signInLock.of(request.principal, request.params.id),
  )
  http.delete(
    '/crm/users/:id/sign-in-lock',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Let a person try again to sign in whom failed tries keep out',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await signInLock.open(actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
  http.post(
    '/crm/users/:id/second-factor/reset',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Take the second step of signing in from a person who has lost it; signs them out',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await users.resetSecondFactor(actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
  http.get(
    '/crm/users/:id/sessions',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Where a person is signed in',
        params: IdParams,
        response: { 200: UserSessions },
      },
    },
    async request => ({
      data: await users.sessions(request.principal, request.params.id),
      next_cursor: null,
    }),
  )
  http.delete(
    '/crm/users/:id/sessions',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Sign a person out everywhere',
        params: IdParams,
        response: { 200: SessionsEnded },
      },
    },
    async request => ({ ended: await users.endSessions(actorOf(request), request.params.id) }),
  )
  http.delete(
    '/crm/users/:id/sessions/:sessionId',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Sign a person out on one device',
        params: UserSessionParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await users.endSession(actorOf(request), request.params.id, request.params.sessionId)
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/crm/invitations',
    {
      config: administers('manage_users'),
      schema: { tags, summary: 'Invitations that are still open', response: { 200: InvitationList } },
    },
    async request => ({ data: await invitations.list(request.principal), next_cursor: null }),
  )
  http.post(
    '/crm/invitations',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Invite somebody by mail',
        headers: Repeatable,
        body: NewInvitation,
        response: { 201: Invitation },
      },
    },
    async (request, reply) => {
      const answer = await idempotent(request, platform.db, platform.crypto, async tx => ({
        status: 201,
        body: await invitations.create(tx, actorOf(request), request.body),
      }))
      return reply.code(201).send(answer.body)
    },
  )
  http.post(
    '/crm/invitations/:id/resend',
    {
      config: administers('manage_users'),
      schema: {
        tags,
        summary: 'Mail a new link; the old one is dead',
        params: IdParams,
        response: { 200: Invitation },
      },
    },
    async request => invitations.resend(actorOf(request), request.params.id),
  )
  http.delete(
    '/crm/invitations/:id',
    {
      config: administers('manage_users'),
      schema: { tags, summary: 'Take back an invitation', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await invitations.revoke(actorOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}
