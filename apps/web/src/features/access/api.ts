import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

export interface Credentials {
  email: string
  password: string
}

/** What the sign-in page may offer beside the form: the demo firm's logins, where there is one. */
export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: ({ signal }) => answer(api.GET('/api/sign-in-options', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})

export const signIn = (credentials: Credentials) =>
  answer(api.POST('/api/auth/sign-in/email', { body: credentials }))

/** Answers the same whether the account exists or not. */
export const requestReset = (email: string) =>
  answer(api.POST('/api/auth/request-password-reset', { body: { email } }))

export const resetPassword = (token: string, newPassword: string) =>
  answer(api.POST('/api/auth/reset-password', { body: { token, newPassword } }))

/** Makes the first Super Admin of an empty firm, with the one-time token that the start printed, and signs them in; without a password
 *  they come from the firm's provider. */
export async function makeFirstAdmin(
  token: string,
  person: { name: string; email: string; password?: string },
): Promise<void> {
  await answer(api.POST('/api/first-admin', { body: { token, ...person } }))
  const { email, password } = person
  if (password === undefined) location.assign('/api/auth/oidc/start')
  else await signIn({ email, password })
}

/** Where this person is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => answer(api.GET('/crm/sessions', { signal })),
})

export type OwnSession = Awaited<ReturnType<NonNullable<typeof sessionsQuery.queryFn>>>['data'][number]

/** Whom an invitation lets in. */
export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: () => answer(api.POST('/api/invitation/look', { body: { token } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Makes the account and signs it in. */
export const acceptInvitation = (body: { token: string; name: string; password: string }) =>
  answer(api.POST('/api/invitation/accept', { body }))
