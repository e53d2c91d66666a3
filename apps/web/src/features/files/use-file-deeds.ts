import { useMutation, useQueryClient } from '@tanstack/react-query'
import { showToast } from '../../ui/toast.ts'
import { changeFile, deleteFile, fileKeys, filesQuery, restoreFile } from './api.ts'
import type { FileKind, LeadFile } from './file.ts'

/** What can be done with the files of a lead: shown at once, taken back when refused. */
export function useFileDeeds(leadId: number) {
  const client = useQueryClient()
  const { queryKey } = filesQuery(leadId)
  const refresh = () => client.invalidateQueries({ queryKey: fileKeys.of(leadId) })
  const show = (change: (files: LeadFile[]) => LeadFile[]) => {
    void client.cancelQueries({ queryKey })
    client.setQueryData(queryKey, files => files && change(files))
  }
  const onError = (error: Error) => {
    showToast({ message: `This did not work: ${error.message}`, tone: 'problem' })
  }

  const restore = useMutation({
    mutationFn: (file: LeadFile) => restoreFile(file.id),
    onSuccess: file => showToast({ message: `${file.name} is back` }),
    onError,
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: (file: LeadFile) => deleteFile(file.id),
    onMutate: file => show(files => files.filter(({ id }) => id !== file.id)),
    onSuccess: (_, file) =>
      showToast({
        message: `${file.name} deleted`,
        action: { label: 'Undo', run: () => restore.mutate(file) },
      }),
    onError,
    onSettled: refresh,
  })
  const change = useMutation({
    mutationFn: ({ file, ...patch }: { file: LeadFile; name?: string; kind?: FileKind }) =>
      changeFile(file.id, patch),
    onMutate: ({ file, kind }) =>
      kind && show(files => files.map(each => (each.id === file.id ? { ...each, kind } : each))),
    onError,
    onSettled: refresh,
  })
  return { restore, remove, change }
}
