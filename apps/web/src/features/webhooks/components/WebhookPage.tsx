import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { deeds, useDeed, type Webhook, webhookQuery } from '../api.ts'
import { EVENT_WORDS, shortUrl } from '../words.ts'
import { DeliveryLog } from './DeliveryLog.tsx'
import { HealthBadge } from './HealthBadge.tsx'
import { SecretDialog } from './SecretDialog.tsx'
import { WebhookDialog } from './WebhookDialog.tsx'
import classes from './Webhooks.module.css'

/** One webhook: what it tells and how that goes. */
export function WebhookPage({ id, onGone }: { id: number; onGone: () => void }) {
  const { data, error, refetch } = useQuery(webhookQuery(id))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="the webhook" />
  return (
    <>
      <Paused webhook={data} />
      <section className={classes.section} aria-label="Webhook">
        <div className={classes.head}>
          <HealthBadge webhook={data} />
          <Deeds webhook={data} onGone={onGone} />
        </div>
        <Facts webhook={data} />
      </section>
      <DeliveryLog webhook={data} />
    </>
  )
}

function Paused({ webhook }: { webhook: Webhook }) {
  const { is_active, paused_by, rests_until } = webhook
  if (is_active && rests_until === null) return null
  const next = rests_until && <When at={rests_until} as="when" isInSentence />
  if (is_active)
    return (
      <p className={classes.note}>
        Too much has failed in a row. The next message is tried {next}; a test that arrives ends the wait.
      </p>
    )
  return (
    <p className={classes.note}>
      {paused_by === 'failures' ? 'Paused, because for three days nothing had arrived. ' : 'Paused. '}
      What happens meanwhile waits, up to 30 days, and goes out when it goes on
      {paused_by === 'failures' && (
        <>
          : by itself once a message or a test arrives
          {next && <>; the next is tried {next}</>}
        </>
      )}
      .
    </p>
  )
}

function Facts({ webhook }: { webhook: Webhook }) {
  const { url, events, with_contact, old_secret_until, failing_since, created_by, created_at } = webhook
  return (
    <dl className={classes.facts2}>
      <dt>Address</dt>
      <dd>{url}</dd>
      <dt>Told</dt>
      <dd>{events.map(event => EVENT_WORDS[event]).join(' · ')}</dd>
      <dt>Contact details</dt>
      <dd>{with_contact ? 'Told too' : 'Not told'}</dd>
      {failing_since && (
        <>
          <dt>Fails since</dt>
          <dd>
            <When at={failing_since} />
          </dd>
        </>
      )}
      {old_secret_until && (
        <>
          <dt>Secret before</dt>
          <dd>
            Signs too until <When at={old_secret_until} as="when" isInSentence />
          </dd>
        </>
      )}
      <dt>Made</dt>
      <dd>
        <When at={created_at} />
        {created_by && ` by ${created_by.name}`}
      </dd>
    </dl>
  )
}

function Deeds({ webhook, onGone }: { webhook: Webhook; onGone: () => void }) {
  const [open, setOpen] = useState<'edit' | 'secret' | 'delete' | null>(null)
  const close = () => setOpen(null)
  const test = useDeed(deeds.test, { says: () => 'The test is on its way: see the messages below' })
  const change = useDeed(deeds.change, {
    says: ({ is_active }) => (is_active ? 'It goes on: what waited is sent' : 'Paused'),
  })
  const renew = useDeed(deeds.renewSecret, { onDone: close })
  const remove = useDeed(deeds.remove, { says: () => 'Webhook deleted', onDone: onGone })
  const { id, is_active } = webhook
  return (
    <div className={classes.deeds}>
      <Button size="sm" loading={test.isPending} onClick={() => test.mutate(id)}>
        Send a test
      </Button>
      <Button
        size="sm"
        loading={change.isPending}
        onClick={() => change.mutate({ id, is_active: !is_active })}
      >
        {is_active ? 'Pause' : 'Go on'}
      </Button>
      <Button size="sm" onClick={() => setOpen('edit')}>
        Edit
      </Button>
      <Button size="sm" onClick={() => setOpen('secret')}>
        New secret
      </Button>
      <Button size="sm" onClick={() => setOpen('delete')}>
        Delete
      </Button>
      {open === 'edit' && <WebhookDialog webhook={webhook} onClose={close} />}
      {renew.data && <SecretDialog secret={renew.data.secret} onClose={() => renew.reset()} />}
      <Dialog
        isOpen={open === 'secret'}
        onClose={close}
        title="Make a new secret?"
        lead="Messages are signed with it at once, and for 24 hours with the one before too: time to change it on the other side."
        actions={
          <>
            <Button variant="subtle" onClick={close}>
              Cancel
            </Button>
            <Button variant="filled" loading={renew.isPending} onClick={() => renew.mutate(id)}>
              Make new secret
            </Button>
          </>
        }
      />
      <Dialog
        isOpen={open === 'delete'}
        onClose={close}
        title={`Delete the webhook to ${shortUrl(webhook.url)}?`}
        lead="What is still on its way to it is not sent, and the messages it had go too. This cannot be undone."
        actions={
          <>
            <Button variant="subtle" onClick={close}>
              Cancel
            </Button>
            <Button variant="danger" loading={remove.isPending} onClick={() => remove.mutate(id)}>
              Delete webhook
            </Button>
          </>
        }
      />
    </div>
  )
}
