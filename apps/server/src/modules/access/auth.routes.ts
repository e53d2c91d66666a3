import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, invalidInput } from '../../platform/errors.ts'
import type { Http } from '../../platform/http/server.ts'
import type { AccessPlatform } from './access.platform.ts'
import {
  ChangePasswordRequest,
  Done,
  Empty,
  FirstAdminAnswer,
  FirstAdminBody,
  InvitationAccepted,
  NewPasswordRequest,
  ResetRequest,
  SecondStepAhead,
  SecondStepRequest,
  SecondStepWanted,
  SignedIn,
  SignInOptions,
  SignInRequest,
} from './access.schemas.ts'
import type { Invitations } from './admin/invitations.service.ts'
import { InvitationFound, InvitationLook } from './admin/users.schemas.ts'
import type { AuthService, Caller } from './auth.service.ts'
import { findSignInOptions } from './demo-logins.ts'
import type { Door } from './door.ts'
import type { FirstAdmin } from './first-admin.ts'
import { PasskeyRequest, ShownPasskey } from './second-factor/passkey.schemas.ts'
import type { SessionCookie } from './session-cookie.ts'

export interface AuthRoutesNeeds {
  invitations: Invitations
  door: Door
  platform: Pick<AccessPlatform, 'db' | 'config'>
  auth: AuthService
  cookie: SessionCookie
  firstAdmin: FirstAdmin
}

const tags = ['Sign-in']

/** All that can be reached of signing in; names of paths and fields are better-auth's. */
export function authRoutes(
  app: Http,
  { platform, auth, cookie, firstAdmin, invitations, door }: AuthRoutesNeeds,
): void {
  app.get(
    '/api/sign-in-options',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'What the sign-in page may offer', response: { 200: SignInOptions } },
    },
    async () => findSignInOptions(platform),
  )

  app.post(
    '/api/auth/sign-in/email',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Sign in; 202 where the second step is still to be taken',
        body: SignInRequest,
        response: { 200: SignedIn, 202: SecondStepWanted },
      },
    },
    async (request, reply) => {
      const { email, password } = request.body
      const { user, cookies, steps } = await withRetryAfter(
        reply,
        auth.signIn(email, password, callerOf(request)),
      )
      reply.header('set-cookie', cookies).header('cache-control', 'no-store')
      if (steps.length > 0) return reply.code(202).send({ second_step: steps })
      return reply.code(200).send({ user })
    },
  )

  app.post(
    '/api/auth/sign-in/second-step/request',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'By what the second step may be taken that was begun here',
        response: { 200: SecondStepAhead },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { steps, passkey } = await door.ahead(callerOf(request))
      return { second_step: steps, passkey }
    },
  )

  app.post(
    '/api/auth/sign-in/second-step',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Take the second step of signing in: a passkey, a code of the app, or a recovery code',
        body: SecondStepRequest,
        response: { 200: SignedIn },
      },
    },
    async (request, reply) => {
      const { code, recovery_code: recoveryCode, passkey } = request.body
      if ([code, recoveryCode, passkey].filter(proof => proof !== undefined).length !== 1)
        throw invalidInput('code', 'or recovery_code or passkey is needed, one of them')
      const proof = { code, recoveryCode, passkey }
      const passed = await withRetryAfter(reply, door.pass(proof, callerOf(request)))
      reply.header('set-cookie', passed.cookies).header('cache-control', 'no-store')
      return { user: passed.user }
    },
  )

  app.post(
    '/api/auth/sign-in/passkey/request',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'What a browser needs to ask for a passkey',
        response: { 200: PasskeyRequest },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return door.passkeyRequest()
    },
  )

  app.post(
    '/api/auth/sign-in/passkey',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Sign in with a passkey; there is no second step after it',
        body: ShownPasskey,
        response: { 200: SignedIn },
      },
    },
    async (request, reply) => {
      const entered = await withRetryAfter(reply, door.enterByPasskey(request.body, callerOf(request)))
      reply.header('set-cookie', entered.cookies).header('cache-control', 'no-store')
      return { user: entered.user }
    },
  )

  app.post(
    '/api/auth/sign-out',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Sign out', body: Empty, response: { 200: Done } },
      // A client may send no body at all.
      preValidation: async request => {
        request.body ??= {}
      },
    },
    async (request, reply) => {
      await auth.signOut(callerOf(request))
      // Pictures of files that the browser keeps for some minutes go with the session; the page itself removes what it keeps.
      reply.header('set-cookie', cookie.clear()).header('clear-site-data', '"cache"')
      return { status: true as const }
    },
  )

  app.post(
    '/api/auth/request-password-reset',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Ask for a mail to set a new password',
        body: ResetRequest,
        response: { 200: Done },
      },
    },
    async (request, reply) => {
      await withRetryAfter(reply, auth.requestReset(request.body.email, callerOf(request)))
      return { status: true as const }
    },
  )

  app.post(
    '/api/auth/reset-password',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Set a new password with the token of the mail',
        body: NewPasswordRequest,
        response: { 200: Done },
      },
    },
    async request => {
      await auth.reset(request.body.token, request.body.newPassword, callerOf(request))
      return { status: true as const }
    },
  )

  app.post(
    '/api/auth/change-password',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Change your password; ends your other sessions',
        body: ChangePasswordRequest,
        response: { 200: Done },
      },
    },
    async (request, reply) => {
      const { currentPassword, newPassword } = request.body
      await withRetryAfter(
        reply,
        auth.changePassword(request.principal, currentPassword, newPassword, callerOf(request)),
      )
      return { status: true as const }
    },
  )

  app.post(
    '/api/first-admin',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Make the first Super Admin, with the link printed at the start',
        body: FirstAdminBody,
        response: { 201: FirstAdminAnswer },
      },
    },
    async (request, reply) => {
      const { ip, requestId } = callerOf(request)
      return reply.code(201).send(await firstAdmin.create(request.body, { ip, requestId }))
    },
  )

  // By body, not by address: a link's token must not stand in the log of a proxy.
  app.post(
    '/api/invitation/look',
    {
      config: { access: 'public', limit: GUESSES },
      schema: {
        tags,
        summary: 'Whom an invitation lets in',
        body: InvitationLook,
        response: { 200: InvitationFound },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return invitations.look(request.body.token)
    },
  )

  app.post(
    '/api/invitation/accept',
    {
      config: { access: 'public', limit: GUESSES },
      schema: {
        tags,
        summary: 'Take up an invitation: choose a password, and be signed in',
        body: InvitationAccepted,
        response: { 201: SignedIn },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const user = await invitations.accept(request.body, { ip: caller.ip, requestId: caller.requestId })
      const { cookies } = await door.enter(user.id, 'invitation', caller)
      reply.header('set-cookie', cookies).header('cache-control', 'no-store')
      return reply.code(201).send({ user })
    },
  )
}

/** Tokens are too long to be guessed; this keeps it cheap to refuse those who try. */
const GUESSES = { max: 60, windowMs: 60_000 }

/** Says in a header, too, when to come back. */
export async function withRetryAfter<T>(reply: FastifyReply, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError && error.type === 'too-many-requests') {
      reply.header('retry-after', String(error.facts.retry_after))
    }
    throw error
  }
}

export function callerOf(request: FastifyRequest): Caller {
  return {
    ip: request.ip,
    requestId: request.id,
    userAgent: request.headers['user-agent'],
    cookie: request.headers.cookie,
  }
}
