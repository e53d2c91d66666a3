import { useQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { webhookQuery } from '../features/webhooks/api.ts'
import { WebhookPage } from '../features/webhooks/components/WebhookPage.tsx'
import { shortUrl } from '../features/webhooks/words.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/webhooks/$webhookId')({
  loader: ({ context, params }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(webhookQuery(Number(params.webhookId)))
  },
  component: OneWebhook,
})

function OneWebhook() {
  const id = Number(Route.useParams().webhookId)
  const navigate = Route.useNavigate()
  const { data } = useQuery(webhookQuery(id))
  return (
    <>
      <PageHeader
        title={data ? data.description || shortUrl(data.url) : 'Webhook'}
        crumbs={[
          { label: 'Settings', to: '/settings' },
          { label: 'Webhooks', to: '/settings/webhooks' },
        ]}
      />
      <PageBody width="text">
        <WebhookPage id={id} onGone={() => void navigate({ to: '/settings/webhooks' })} />
      </PageBody>
    </>
  )
}
