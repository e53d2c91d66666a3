import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'
import { awaitChosenPasskey, makePasskey, showPasskey } from './passkey.ts'

/** How this person's second step stands. */
export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => answer(api.GET('/crm/second-factor', { signal })),
})

export type SecondFactorState = Awaited<ReturnType<NonNullable<typeof secondFactorQuery.queryFn>>>
export type OwnPasskey = SecondFactorState['passkeys'][number]

/** By what the second step may be taken that was begun in this browser. */
export const secondStepAheadQuery = queryOptions({
  queryKey: ['second-step-ahead'],
  queryFn: ({ signal }) => answer(api.POST('/api/auth/sign-in/second-step/request', { signal })),
  // Each challenge is answered once.
  gcTime: 0,
  retry: false,
})

/** The second step of signing in: one of the two. */
export const takeSecondStep = (body: { code: string } | { recovery_code: string }) =>
  answer(api.POST('/api/auth/sign-in/second-step', { body }))

/** The same by a passkey. */
export async function takeSecondStepByPasskey() {
  const { passkey: request } = await answer(api.POST('/api/auth/sign-in/second-step/request'))
  if (!request) throw new Error('You have no passkey here.')
  const passkey = await showPasskey(request)
  return answer(api.POST('/api/auth/sign-in/second-step', { body: { passkey } }))
}

/** A passkey alone, which is both steps. */
export async function signInByPasskey() {
  const request = await answer(api.POST('/api/auth/sign-in/passkey/request'))
  return answer(api.POST('/api/auth/sign-in/passkey', { body: await showPasskey(request) }))
}

/** The same by a passkey that is chosen in the e-mail field. @returns false where none was, until `signal` */
export async function signInByChosenPasskey(signal: AbortSignal): Promise<boolean> {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return false
  while (!signal.aborted) {
    const chosen = await awaitChosenPasskey(
      await answer(api.POST('/api/auth/sign-in/passkey/request', { signal })),
      signal,
    )
    if (chosen) {
      await answer(api.POST('/api/auth/sign-in/passkey', { body: chosen }))
      return true
    }
  }
  return false
}

/** What is asked for before it is changed. Whoever signs in by the firm's provider alone has no password. */
export interface Proof {
  password?: string
  code?: string
  recovery_code?: string
  passkey?: Awaited<ReturnType<typeof showPasskey>>
}

/** Asks for one of the person's passkeys, to prove who is there. */
export async function proveByPasskey(): Promise<Proof> {
  return { passkey: await showPasskey(await answer(api.POST('/crm/passkeys/request'))) }
}

/** Ends all sessions but the present one; tells how many. */
export const endOtherSessions = (body: Proof) => answer(api.POST('/crm/sessions/end-others', { body }))

export const endSession = (id: number, body: Proof) =>
  answer(api.POST('/crm/sessions/{id}/end', { params: { path: { id } }, body }))

/** Ends the other sessions. */
export const changePassword = (currentPassword: string, newPassword: string) =>
  answer(api.POST('/api/auth/change-password', { body: { currentPassword, newPassword } }))

/** Begins to set up codes of an app. */
export const beginTotp = (body: Proof) => answer(api.POST('/crm/second-factor/totp', { body }))

export const confirmTotp = (code: string) =>
  answer(api.POST('/crm/second-factor/totp/confirm', { body: { code } }))

export const renewRecoveryCodes = (body: Proof) =>
  answer(api.POST('/crm/second-factor/recovery-codes', { body }))

export const disableTotp = (body: Proof) => answer(api.POST('/crm/second-factor/disable', { body }))

/** Has a passkey made on this device, and kept. */
export async function addPasskey(proof: Proof, name: string) {
  const creation = await answer(api.POST('/crm/passkeys/creation', { body: proof }))
  return answer(api.POST('/crm/passkeys', { body: { name, ...(await makePasskey(creation)) } }))
}

export const renamePasskey = ({ id, name }: { id: number; name: string }) =>
  answer(api.PATCH('/crm/passkeys/{id}', { params: { path: { id } }, body: { name } }))

export const removePasskey = (id: number, body: Proof) =>
  answer(api.POST('/crm/passkeys/{id}/remove', { params: { path: { id } }, body }))
