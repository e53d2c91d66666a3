import { Button, UnstyledButton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge, type BadgeProps } from '../../../ui/Badge.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import { When } from '../../../ui/When.tsx'
import { type Delivery, type DeliveryState, deeds, deliveriesQuery, useDeed, type Webhook } from '../api.ts'
import { countWords, outcomeWords, typeWords } from '../words.ts'
import { DeliveryDialog } from './DeliveryDialog.tsx'
import classes from './Webhooks.module.css'

const WHICH = [
  { value: 'all', label: 'All' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'dead', label: 'Given up' },
] as const
type Which = (typeof WHICH)[number]['value']

const STATES: Readonly<Record<DeliveryState, { words: string; tone: NonNullable<BadgeProps['tone']> }>> = {
  waiting: { words: 'Waiting', tone: 'neutral' },
  sending: { words: 'On its way', tone: 'blue' },
  delivered: { words: 'Arrived', tone: 'green' },
  dead: { words: 'Given up', tone: 'red' },
}

/** The messages of the last 30 days, the newest first; what was given up can be sent again. */
export function DeliveryLog({ webhook }: { webhook: Webhook }) {
  const [which, setWhich] = useState<Which>('all')
  const [opened, setOpened] = useState<number | null>(null)
  const replay = useDeed(deeds.replayDead, {
    says: ({ replayed }) =>
      replayed === 1 ? '1 message is sent again' : `${countWords(replayed)} messages are sent again`,
  })
  return (
    <section className={classes.section} aria-labelledby="messages">
      <div className={classes.head}>
        <h2 id="messages" className={classes.title}>
          Messages
        </h2>
        <div className={classes.deeds}>
          {webhook.dead > 0 && (
            <Button size="sm" loading={replay.isPending} onClick={() => replay.mutate(webhook.id)}>
              {webhook.dead === 1
                ? 'Send the one given up again'
                : `Send all ${countWords(webhook.dead)} given up again`}
            </Button>
          )}
          <ViewSwitch label="Which messages" value={which} options={WHICH} onChange={setWhich} />
        </div>
      </div>
      <Messages id={webhook.id} state={which === 'all' ? null : which} onOpen={setOpened} />
      {opened !== null && (
        <DeliveryDialog webhookId={webhook.id} deliveryId={opened} onClose={() => setOpened(null)} />
      )}
    </section>
  )
}

interface MessagesProps {
  id: number
  state: DeliveryState | null
  onOpen: (deliveryId: number) => void
}

function Messages({ id, state, onOpen }: MessagesProps) {
  const log = useInfiniteQuery(deliveriesQuery(id, state))
  if (log.isPending) return <SkeletonRows of="messages" rows={3} />
  if (log.isError && !log.data) return <ErrorState error={log.error} onRetry={() => void log.refetch()} />
  const rows = log.data.pages.flatMap(page => page.data)
  if (rows.length === 0)
    return (
      <EmptyState title={state === null ? 'No messages yet' : 'No such messages'} drawing="plug" level={3}>
        {state === null ? 'Send a test to see whether it arrives.' : 'Messages are kept for 30 days.'}
      </EmptyState>
    )
  return (
    <>
      <ul className={classes.list} aria-label="Messages">
        {rows.map(row => (
          <li key={row.id}>
            <Message row={row} onOpen={() => onOpen(row.id)} />
          </li>
        ))}
      </ul>
      {log.hasNextPage && (
        <div className={classes.more}>
          <Button loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show older messages
          </Button>
        </div>
      )}
    </>
  )
}

function Message({ row, onOpen }: { row: Delivery; onOpen: () => void }) {
  const { words, tone } = STATES[row.state]
  return (
    <div className={classes.row}>
      <div className={classes.main}>
        <UnstyledButton className={`${classes.name} ${classes.open}`} onClick={onOpen}>
          {typeWords(row.type)}
        </UnstyledButton>
        <span className={classes.facts}>
          <When at={row.created_at} /> · {outcomeWords(row)}
          {row.last_duration_ms !== null && ` · ${row.last_duration_ms} ms`}
          {row.attempts > 1 && ` · ${row.attempts} tries`}
          {row.state === 'waiting' && row.attempts > 0 && (
            <>
              {' · again '}
              <When at={row.next_try_at} as="when" isInSentence />
            </>
          )}
        </span>
      </div>
      <Badge tone={tone}>{words}</Badge>
    </div>
  )
}
