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
  return (
    <>
      <PageHeader title="New lead" crumbs={[{ label: 'Leads', to: '/leads' }]} />
      {can('CRM', 'create') ? (
        <PageBody width="text">
          <LeadForm
            onLeave={() => void navigate({ to: '/leads' })}
            onSaved={lead => {
              showToast({ message: `${lead.name} added` })
              void navigate({
                to: '/leads/$leadId',
                params: { leadId: String(lead.id) },
                state: { leadList: {} },
              })
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
