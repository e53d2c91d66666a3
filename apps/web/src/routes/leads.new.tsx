import { createFileRoute } from '@tanstack/react-router'
import { LeadForm } from '../features/leads/components/LeadForm.tsx'
import { useCan } from '../lib/can.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { showToast } from '../ui/toast.ts'

export const Route = createFileRoute('/leads/new')({ component: NewLead })

function NewLead() {
  const can = useCan()
  const navigate = Route.useNavigate()
  const open = ({ id }: { id: number }) =>
    void navigate({ to: '/leads/$leadId', params: { leadId: String(id) }, state: { leadList: {} } })
  return (
    <>
      <PageHeader title="New lead" crumbs={[{ label: 'Leads', to: '/leads' }]} />
      {can('CRM', 'create') ? (
        <PageBody width="text">
          <LeadForm
            onLeave={() => void navigate({ to: '/leads' })}
            onReopened={lead => {
              showToast({ message: `${lead.name} is open again: ${lead.stage}` })
              open(lead)
            }}
            onSaved={lead => {
              showToast({ message: `${lead.name} added` })
              open(lead)
            }}
          />
        </PageBody>
      ) : (
        <EmptyState title="Your role does not add leads" drawing="door">
          Ask your admin for access if you need it for your work.
        </EmptyState>
      )}
    </>
  )
}
