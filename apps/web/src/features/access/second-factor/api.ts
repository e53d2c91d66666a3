import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'

/** How this person's second step stands. */
export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => answer(api.GET('/crm/second-factor', { signal })),
})

/** The second step of signing in: one of the two. */
export const takeSecondStep = (body: { code: string } | { recovery_code: string }) =>
  answer(api.POST('/api/auth/sign-in/second-step', { body }))

/** Begins to set it up. Whoever signs in by the firm's provider alone has no password. */
export const beginTotp = (password: string | undefined) =>
  answer(api.POST('/crm/second-factor/totp', { body: password === undefined ? {} : { password } }))

export const confirmTotp = (code: string) =>
  answer(api.POST('/crm/second-factor/totp/confirm', { body: { code } }))

/** What is asked for before it is changed. */
export interface Proof {
  password?: string
  code: string
}

export const renewRecoveryCodes = (body: Proof) =>
  answer(api.POST('/crm/second-factor/recovery-codes', { body }))

export const disableSecondFactor = (body: Proof) => answer(api.POST('/crm/second-factor/disable', { body }))
