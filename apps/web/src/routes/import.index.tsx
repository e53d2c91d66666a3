import { createFileRoute } from '@tanstack/react-router'
import { importsQuery } from '../features/imports/api.ts'
import { ImportHistory } from '../features/imports/components/ImportHistory.tsx'
import { ImportUpload } from '../features/imports/components/ImportUpload.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/import/')({
  loader: ({ context }) => {
    if (context.mayImport) void context.queryClient.prefetchInfiniteQuery(importsQuery)
  },
  component: ImportStart,
})

function ImportStart() {
  const navigate = Route.useNavigate()
  return (
    <>
      <PageHeader title="Import" />
      <PageBody width="text">
        <ImportUpload
          onUploaded={({ id }) =>
            void navigate({ to: '/import/$importId', params: { importId: String(id) } })
          }
        />
        <ImportHistory />
      </PageBody>
    </>
  )
}
