import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { type Webhook, webhooksQuery } from '../api.ts'
import { countWords, shortUrl } from '../words.ts'
import { HealthBadge } from './HealthBadge.tsx'
import classes from './Webhooks.module.css'

/** The systems that are told what happens, each with how it fares. */
export function WebhookList() {
  const { data, error, refetch } = useQuery(webhooksQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="webhooks" rows={3} />
  if (data.data.length === 0)
    return (
      <EmptyState title="No webhooks" drawing="plug">
        A webhook tells another system at once what happens here: accounting hears of each new client, a
        design tool of each accepted quote.
      </EmptyState>
    )
  return (
    <ul className={classes.list} aria-label="Webhooks">
      {data.data.map(webhook => (
        <li key={webhook.id}>
          <div className={classes.row}>
            <div className={classes.main}>
              <Link
                to="/settings/webhooks/$webhookId"
                params={{ webhookId: String(webhook.id) }}
                className={`${classes.name} ${classes.open}`}
              >
                {webhook.description || shortUrl(webhook.url)}
              </Link>
              <span className={classes.facts}>
                <Facts webhook={webhook} />
              </span>
            </div>
            <HealthBadge webhook={webhook} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function Facts({ webhook }: { webhook: Webhook }) {
  const { url, description, events, delivered, waiting, dead, last_attempt } = webhook
  const counts = [
    delivered > 0 && `${countWords(delivered)} arrived today`,
    waiting > 0 && `${countWords(waiting)} waiting`,
    dead > 0 && `${countWords(dead)} given up`,
  ].filter(Boolean)
  return (
    <>
      {description && `${shortUrl(url)} · `}
      {events.length === 1 ? '1 event' : `${events.length} events`}
      {counts.map(words => ` · ${words}`)}
      {last_attempt && (
        <>
          {' · last try '}
          <When at={last_attempt.at} isInSentence />
        </>
      )}
    </>
  )
}
