import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import type { FileKind, LeadFile } from './file.ts'

export const fileKeys = {
  of: (leadId: number) => ['files', leadId] as const,
}

/** The files of a lead, newest first; `isDeleted`: those that this person may bring back. */
export const filesQuery = (leadId: number, isDeleted = false) =>
  queryOptions({
    queryKey: [...fileKeys.of(leadId), isDeleted] as const,
    queryFn: async ({ signal }): Promise<LeadFile[]> => {
      const query = isDeleted ? { deleted: true } : {}
      const call = api.GET('/crm/leads/{id}/files', { params: { path: { id: leadId }, query }, signal })
      return (await answer(call)).data
    },
  })

export const changeFile = (id: number, body: { name?: string; kind?: FileKind }) =>
  answer(api.PATCH('/crm/files/{id}', { params: { path: { id } }, body }))

export const deleteFile = (id: number) => answer(api.DELETE('/crm/files/{id}', { params: { path: { id } } }))

export const restoreFile = (id: number) =>
  answer(api.POST('/crm/files/{id}/restore', { params: { path: { id } } }))
