import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import {
  type Import,
  type ImportKind,
  type ImportMapping,
  type ImportPageOf,
  type ImportPreview,
  type ImportWithSurvey,
  isUnderWay,
  type SavedMapping,
} from './import.ts'

export const importKeys = {
  all: ['imports'] as const,
  one: (id: number) => ['imports', 'one', id] as const,
  saved: ['imports', 'saved'] as const,
}

/** Asked again so often while it runs, should the socket not tell. */
const POLL_MS = 2_000
const PAGE = 20

export const importsQuery = infiniteQueryOptions({
  queryKey: [...importKeys.all, 'list'],
  queryFn: ({ pageParam, signal }): Promise<ImportPageOf> =>
    answer(
      api.GET('/crm/imports', {
        params: { query: { limit: PAGE, ...(pageParam && { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: '',
  getNextPageParam: page => page.next_cursor,
})

export const importQuery = (id: number) =>
  queryOptions({
    queryKey: importKeys.one(id),
    queryFn: ({ signal }): Promise<ImportWithSurvey> =>
      answer(api.GET('/crm/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.status) ? POLL_MS : false),
  })

/** What can be imported; changes only with the product. */
export const importKindsQuery = queryOptions({
  queryKey: [...importKeys.all, 'kinds'],
  queryFn: async ({ signal }): Promise<ImportKind[]> =>
    (await answer(api.GET('/crm/import-kinds', { signal }))).data,
  staleTime: Number.POSITIVE_INFINITY,
})

/** Mappings kept by name; those that fit the file of this import come first. */
export const savedMappingsQuery = (importId: number) =>
  queryOptions({
    queryKey: [...importKeys.saved, importId],
    queryFn: async ({ signal }): Promise<SavedMapping[]> =>
      (await answer(api.GET('/crm/import-mappings', { params: { query: { import_id: importId } }, signal })))
        .data,
  })

/** The firm's own fields that a column can fill. */
export const ownFieldsQuery = queryOptions({
  queryKey: [...importKeys.all, 'own-fields'],
  queryFn: async ({ signal }) => {
    const { data } = await answer(api.GET('/crm/settings/fields', { signal }))
    return data
      .filter(field => !field.is_archived)
      .map(({ key, label }) => ({ value: `custom.${key}`, label }))
  },
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

export const cancelImport = (id: number): Promise<Import> =>
  answer(api.POST('/crm/imports/{id}/cancel', { params: { path: { id } } }))

export const undoImport = (id: number): Promise<Import> =>
  answer(api.POST('/crm/imports/{id}/undo', { params: { path: { id } } }))

export const saveMapping = (name: string, mapping: ImportMapping): Promise<SavedMapping> =>
  answer(api.POST('/crm/import-mappings', { body: { name, mapping } }))
