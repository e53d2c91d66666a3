import { useQuery } from '@tanstack/react-query'
import { createFileRoute, notFound } from '@tanstack/react-router'
import { importKindsQuery, importQuery, ownFieldsQuery } from '../features/imports/api.ts'
import { ImportPage } from '../features/imports/components/ImportPage.tsx'
import { peopleQuery, pipelinesQuery } from '../features/leads/api.ts'
import { LEAD_STATUSES, STATUS_WORDS } from '../features/leads/lead.ts'
import { countryOptions } from '../features/leads/phone.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/import/$importId')({
  loader: ({ context, params }) => {
    if (!/^[1-9]\d{0,9}$/.test(params.importId)) throw notFound()
    if (!context.mayImport) return
    void context.queryClient.prefetchQuery(importQuery(Number(params.importId)))
    void context.queryClient.prefetchQuery(importKindsQuery)
    void context.queryClient.prefetchQuery(ownFieldsQuery)
    void context.queryClient.prefetchQuery(peopleQuery)
    void context.queryClient.prefetchQuery(pipelinesQuery)
  },
  component: ImportRoute,
})

const COUNTRIES = countryOptions()
const STATUSES = {
  group: 'Status',
  items: LEAD_STATUSES.map(value => ({ value, label: STATUS_WORDS[value] })),
}

function ImportRoute() {
  const id = Number(Route.useParams().importId)
  const fileName = useQuery(importQuery(id)).data?.file_name
  const people = useQuery(peopleQuery).data
  const pipelines = useQuery(pipelinesQuery).data
  const ownFields = useQuery(ownFieldsQuery).data
  const places = pipelines && [
    STATUSES,
    ...pipelines.map(({ name, stages }) => ({
      group: name,
      items: stages.map(stage => ({ value: String(stage.id), label: stage.name })),
    })),
  ]

  return (
    <>
      <PageHeader title={fileName ?? 'Import'} crumbs={[{ label: 'Import', to: '/import' }]} />
      <PageBody width="page">
        <ImportPage
          id={id}
          choices={people && places && ownFields && { people, places, ownFields, countries: COUNTRIES }}
        />
      </PageBody>
    </>
  )
}
