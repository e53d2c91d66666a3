import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import {
  type Import,
  type ImportMapping,
  type ImportPreview,
  type ImportWithSurvey,
  isUnderWay,
} from './import.ts'

export const importKeys = {
  all: ['imports'] as const,
  one: (id: number) => ['imports', 'one', id] as const,
}

/** Asked again so often while it runs, should the socket not tell. */
const POLL_MS = 2_000

export const importsQuery = queryOptions({
  queryKey: [...importKeys.all, 'list'],
  queryFn: async ({ signal }): Promise<Import[]> => (await answer(api.GET('/crm/imports', { signal }))).data,
})

export const importQuery = (id: number) =>
  queryOptions({
    queryKey: importKeys.one(id),
    queryFn: ({ signal }): Promise<ImportWithSurvey> =>
      answer(api.GET('/crm/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.status) ? POLL_MS : false),
  })

export function uploadFile(file: File): Promise<ImportWithSurvey> {
  const form = new FormData()
  form.append('file', file)
  return answer(
    api.POST('/crm/imports', { body: form as never, bodySerializer: body => body as unknown as FormData }),
  )
}

/** Keeps the mapping and tells what the import would do. */
export const mapImport = (id: number, mapping: ImportMapping): Promise<ImportPreview> =>
  answer(api.PUT('/crm/imports/{id}/mapping', { params: { path: { id } }, body: mapping }))

export const runImport = (id: number): Promise<Import> =>
  answer(api.POST('/crm/imports/{id}/run', { params: { path: { id } } }))
