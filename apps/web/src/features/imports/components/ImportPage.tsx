import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../../lib/live.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { importKeys, importKindsQuery, importQuery } from '../api.ts'
import { type Import, type ImportWithSurvey, isUnderWay } from '../import.ts'
import { type ImportChoices, ImportMappingForm } from './ImportMappingForm.tsx'
import { ImportRun } from './ImportRun.tsx'

export interface ImportPageProps {
  id: number
  /** Nothing while they are on their way. */
  choices: ImportChoices | undefined
}

/** One import: its mapping before it runs, its progress while, its result after. */
export function ImportPage({ id, choices }: ImportPageProps) {
  const client = useQueryClient()
  const upload = useQuery(importQuery(id))
  const kinds = useQuery(importKindsQuery).data
  useLive('import', ({ status, ...frame }) => {
    if (frame.id !== id) return
    const now = status as Import['status']
    client.setQueryData<ImportWithSurvey>(
      importKeys.one(id),
      shown => shown && { ...shown, ...frame, status: now },
    )
    if (!isUnderWay(now)) void client.invalidateQueries({ queryKey: importKeys.all })
  })

  if (upload.isError && !upload.data) {
    return <ErrorState error={upload.error} onRetry={() => void upload.refetch()} />
  }
  if (!upload.data || !choices || !kinds) return <SkeletonRows of="the file" />
  if (upload.data.status !== 'uploaded') return <ImportRun run={upload.data} />
  return <ImportMappingForm key={id} upload={upload.data} kinds={kinds} choices={choices} />
}
