import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { createFileRoute } from '@tanstack/react-router'
import { AuditList } from '../features/access/admin/AuditList.tsx'
import { type AuditSearch, auditFilters, auditQuery } from '../features/access/admin/api.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const NAME = /^[a-z_]{1,50}$/
const idOf = (value: unknown) =>
  Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined
const matching = (value: unknown, pattern: RegExp) =>
  typeof value === 'string' && pattern.test(value) ? value : undefined

export const Route = createFileRoute('/settings/audit-log')({
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    ...(idOf(search.person) && { person: idOf(search.person) }),
    ...(matching(search.action, NAME) && { action: matching(search.action, NAME) }),
    ...(matching(search.record, NAME) && { record: matching(search.record, NAME) }),
    ...(idOf(search.id) && { id: idOf(search.id) }),
    ...(typeof search.allowed === 'boolean' && { allowed: search.allowed }),
    ...(matching(search.from, DAY) && { from: matching(search.from, DAY) }),
    ...(matching(search.to, DAY) && { to: matching(search.to, DAY) }),
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    if (context.mayOpen) void context.queryClient.prefetchInfiniteQuery(auditQuery(deps))
  },
  component: Audit,
})

function Audit() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const query = new URLSearchParams(
    Object.entries(auditFilters(search)).map(([name, value]): [string, string] => [name, String(value)]),
  )
  return (
    <>
      <PageHeader
        title="Audit log"
        crumbs={[{ label: 'Settings', to: '/settings' }]}
        actions={
          <Button
            component="a"
            href={`/crm/audit-logs/export?${query}`}
            download
            size="sm"
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          >
            Export
          </Button>
        }
      />
      <PageBody>
        <AuditList search={search} onSearch={next => void navigate({ search: next, replace: true })} />
      </PageBody>
    </>
  )
}
