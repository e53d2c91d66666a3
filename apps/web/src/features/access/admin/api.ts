import type { paths } from '@optimwalls/contract'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'
import { showToast } from '../../../ui/toast.ts'

type Answer<P extends keyof paths, M extends 'get' | 'post' | 'patch' | 'put', S extends number> =
  paths[P] extends Record<M, { responses: Record<S, { content: { 'application/json': infer T } }> }>
    ? T
    : never

export type User = Answer<'/crm/users/{id}', 'get', 200>
export type Invitation = Answer<'/crm/invitations', 'get', 200>['data'][number]
export type Role = Answer<'/crm/roles', 'get', 200>['data'][number]
export type Team = Answer<'/crm/teams/tree', 'get', 200>['data'][number]
export type ApiKey = Answer<'/crm/api-keys', 'get', 200>['data'][number]
export type AuditEntry = Answer<'/crm/audit-logs', 'get', 200>['data'][number]
export type Onboarding = Answer<'/crm/onboarding-rules', 'get', 200>
export type PermissionEffect = Answer<'/crm/permissions/preview', 'post', 200>
type ChangesBody = paths['/crm/permissions']['patch']['requestBody']['content']['application/json']
export type PermissionChange = ChangesBody['changes'][number]

/** All that is fetched here is fetched anew after every deed: each may show in another list. */
const ROOT = 'administration'

/** Filters of the list of people, as the address has them. */
export interface UserSearch {
  q?: string
  role?: number
  team?: number
  status?: 'active' | 'inactive'
}

export const usersQuery = ({ q, role, team, status }: UserSearch) =>
  infiniteQueryOptions({
    queryKey: [ROOT, 'users', { q, role, team, status }],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/crm/users', {
          params: {
            query: {
              limit: 100,
              ...(q && { q }),
              ...(role && { role_id: [role] }),
              ...(team && { team_id: [team] }),
              ...(status && { status }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? undefined,
  })

export const userQuery = (id: number) =>
  queryOptions({
    queryKey: [ROOT, 'user', id],
    queryFn: ({ signal }) => answer(api.GET('/crm/users/{id}', { params: { path: { id } }, signal })),
  })

export const userSessionsQuery = (id: number) =>
  queryOptions({
    queryKey: [ROOT, 'sessions', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/crm/users/{id}/sessions', { params: { path: { id } }, signal })),
  })

export const signInLockQuery = (id: number) =>
  queryOptions({
    queryKey: [ROOT, 'sign-in-lock', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/crm/users/{id}/sign-in-lock', { params: { path: { id } }, signal })),
  })

export const invitationsQuery = queryOptions({
  queryKey: [ROOT, 'invitations'],
  queryFn: ({ signal }) => answer(api.GET('/crm/invitations', { signal })),
})

export const rolesQuery = queryOptions({
  queryKey: [ROOT, 'roles'],
  queryFn: ({ signal }) => answer(api.GET('/crm/roles', { signal })),
})

export const teamTreeQuery = queryOptions({
  queryKey: [ROOT, 'teams'],
  queryFn: ({ signal }) => answer(api.GET('/crm/teams/tree', { signal })),
})

export const apiKeysQuery = queryOptions({
  queryKey: [ROOT, 'api-keys'],
  queryFn: ({ signal }) => answer(api.GET('/crm/api-keys', { signal })),
})

export const onboardingQuery = queryOptions({
  queryKey: [ROOT, 'onboarding'],
  queryFn: ({ signal }) => answer(api.GET('/crm/onboarding-rules', { signal })),
})

/** Filters of the audit log, as the address has them. Days are `YYYY-MM-DD`. */
export interface AuditSearch {
  person?: number
  action?: string
  record?: string
  id?: number
  allowed?: boolean
  from?: string
  to?: string
}

/** The same as the API asks for them; `to` takes in the whole day. */
export function auditFilters({ person, action, record, id, allowed, from, to }: AuditSearch) {
  return {
    ...(person && { user_id: person }),
    ...(action && { action: [action] }),
    ...(record && { record_type: record }),
    ...(id && { record_id: id }),
    ...(allowed !== undefined && { allowed }),
    ...(from && { from: new Date(`${from}T00:00`).toISOString() }),
    ...(to && { to: new Date(new Date(`${to}T00:00`).getTime() + 24 * 3_600_000).toISOString() }),
  }
}

export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: [ROOT, 'audit', search],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/crm/audit-logs', {
          params: { query: { ...auditFilters(search), ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? undefined,
  })

export const auditActionsQuery = queryOptions({
  queryKey: [ROOT, 'audit-actions'],
  queryFn: ({ signal }) => answer(api.GET('/crm/audit-logs/actions', { signal })),
})

const at = (id: number) => ({ params: { path: { id } } })

export const deeds = {
  invite: (body: { email: string; name: string; role_ids: number[]; team_id: number | null }) =>
    answer(api.POST('/crm/invitations', { body })),
  resendInvitation: (id: number) => answer(api.POST('/crm/invitations/{id}/resend', at(id))),
  revokeInvitation: (id: number) => answer(api.DELETE('/crm/invitations/{id}', at(id))),

  changeUser: ({ id, ...body }: { id: number; name?: string; team_id?: number | null }) =>
    answer(api.PATCH('/crm/users/{id}', { ...at(id), body })),
  giveRole: ({ id, roleId }: { id: number; roleId: number }) =>
    answer(api.POST('/crm/users/{id}/roles', { ...at(id), body: { role_id: roleId } })),
  takeRole: ({ id, roleId }: { id: number; roleId: number }) =>
    answer(api.DELETE('/crm/users/{id}/roles/{roleId}', { params: { path: { id, roleId } } })),
  deactivate: (id: number) => answer(api.POST('/crm/users/{id}/deactivate', at(id))),
  reactivate: (id: number) => answer(api.POST('/crm/users/{id}/reactivate', at(id))),
  mailPassword: (id: number) => answer(api.POST('/crm/users/{id}/password-reset', at(id))),
  viewAs: (body: { user_id: number } | { role_id: number }) => answer(api.POST('/crm/view-as', { body })),
  openSignIn: (id: number) => answer(api.DELETE('/crm/users/{id}/sign-in-lock', at(id))),
  resetSecondFactor: (id: number) => answer(api.POST('/crm/users/{id}/second-factor/reset', at(id))),
  endSession: ({ id, sessionId }: { id: number; sessionId: number }) =>
    answer(api.DELETE('/crm/users/{id}/sessions/{sessionId}', { params: { path: { id, sessionId } } })),
  endSessions: (id: number) => answer(api.DELETE('/crm/users/{id}/sessions', at(id))),

  addRole: (body: { name: string; description: string; copy_of?: number }) =>
    answer(api.POST('/crm/roles', { body })),
  changeRole: ({
    id,
    ...body
  }: {
    id: number
    name?: string
    description?: string
    needs_second_factor?: boolean
  }) => answer(api.PATCH('/crm/roles/{id}', { ...at(id), body })),
  deleteRole: ({ id, replaceWith }: { id: number; replaceWith: number | null }) =>
    answer(
      api.DELETE('/crm/roles/{id}', {
        params: { path: { id }, query: replaceWith === null ? {} : { replace_with: replaceWith } },
      }),
    ),
  previewPermissions: (changes: PermissionChange[]) =>
    answer(api.POST('/crm/permissions/preview', { body: { changes } })),
  changePermissions: (changes: PermissionChange[]) =>
    answer(api.PATCH('/crm/permissions', { body: { changes } })),

  addTeam: (body: { name: string; parent_id: number | null; head_id: number | null }) =>
    answer(api.POST('/crm/teams', { body })),
  changeTeam: ({
    id,
    ...body
  }: {
    id: number
    name?: string
    parent_id?: number | null
    head_id?: number | null
  }) => answer(api.PATCH('/crm/teams/{id}', { ...at(id), body })),
  deleteTeam: ({ id, moveTo }: { id: number; moveTo: number }) =>
    answer(api.DELETE('/crm/teams/{id}', { params: { path: { id }, query: { move_to: moveTo } } })),

  addApiKey: (body: { name: string; role_id: number; expires_in_days: number }) =>
    answer(api.POST('/crm/api-keys', { body })),
  revokeApiKey: (id: number) => answer(api.DELETE('/crm/api-keys/{id}', at(id))),

  changeOnboarding: (
    body: Omit<Onboarding, 'may_change' | 'rules'> & { rules: Omit<Onboarding['rules'][number], 'id'>[] },
  ) => answer(api.PUT('/crm/onboarding-rules', { body })),
  tryOnboarding: (body: { email: string; via: 'invitation' | 'sso'; groups: string[] }) =>
    answer(api.POST('/crm/onboarding-rules/try', { body })),
}

export interface DeedOptions<I, O> {
  /** What the toast says once it is done; none without. */
  says?: (input: I, output: O) => string
  onDone?: (output: O, input: I) => void
  /** True where the form shows why it was refused; otherwise a toast does. */
  showsError?: boolean
}

/** One change: tells how it went and has everything here fetched anew. */
export function useDeed<I, O>(deed: (input: I) => Promise<O>, options: DeedOptions<I, O> = {}) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: deed,
    onSuccess: (output, input) => {
      const message = options.says?.(input, output)
      if (message) showToast({ message })
      options.onDone?.(output, input)
    },
    onError: error => {
      if (!options.showsError) showToast({ message: error.message, tone: 'problem' })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: [ROOT] }),
  })
}
